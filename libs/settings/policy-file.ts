import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { plainToInstance } from 'class-transformer';
import {
  ArrayMaxSize,
  Equals,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsString,
  IsTimeZone,
  Matches,
  Max,
  Min,
  ValidateIf,
  type ValidationError,
  validateSync,
} from 'class-validator';
import type { VendorPolicy } from '#domain/policy/vendor-policy.js';

/** More than a month of business days, or more seats or days than any vendor sells, is a slip of the pen. */
const BUSINESS_DAYS_MAX = 31;
const SEATS_MAX = 1_000_000;
const START_DATE_DAYS_MAX = 366;
const ERROR_CODES_MAX = 1_000;

const OWN_POLICY = new URL('./policies/autodesk.json', import.meta.url);

/** The shape of a policy file: every field is needed, no other is known. Of a field, the check nearest to it speaks first. */
class PolicyFile implements VendorPolicy {
  @IsString()
  @IsNotEmpty()
  readonly vendor: string;

  @ValidateIf((policy: PolicyFile) => policy.calendarRegion !== null)
  @Matches(/^[A-Z]{2}(-[A-Z0-9]{1,3}){0,2}$/, {
    message: 'calendarRegion must be a region such as US or CA-ON, or null',
  })
  readonly calendarRegion: string | null;

  @IsTimeZone()
  readonly timeZone: string;

  @Max(BUSINESS_DAYS_MAX)
  @Min(0)
  @IsInt()
  readonly businessDaysBeforeTermEnd: number;

  @IsBoolean()
  readonly cutoffDayCounts: boolean;

  @IsIn(['defer', 'refuse'])
  readonly lateDisable: 'defer' | 'refuse';

  @Max(SEATS_MAX)
  @Min(1)
  @IsInt()
  readonly seatsMax: number;

  @Max(START_DATE_DAYS_MAX)
  @Min(1)
  @IsInt()
  readonly startDateDaysMax: number;

  @Equals('never')
  readonly refunds: 'never';

  @Equals('irrevocable')
  readonly disabling: 'irrevocable';

  @IsArray()
  @ArrayMaxSize(ERROR_CODES_MAX)
  @IsInt({ each: true })
  readonly neverResubmittedErrors: readonly number[];
}

/** @param path undefined: Autodesk's. @returns undefined when it is not usable: every fault is then in `faults`. */
export function readPolicy(path: string | undefined, faults: string[]): VendorPolicy | undefined {
  const read = readObject(path ?? OWN_POLICY);
  const found = typeof read === 'string' ? [read] : faultsOf(read);
  faults.push(...found.map((fault) => `POLICY_FILE ${path ?? '(built in)'}: ${fault}`));
  return typeof read === 'string' || found.length > 0 ? undefined : { ...read };
}

/** What is wrong with what should be a policy, in sentences; empty: it is one. */
export function faultsOfPolicy(content: unknown): readonly string[] {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return ['must be an object'];
  return faultsOf(plainToInstance(PolicyFile, content));
}

const faultsOf = (policy: PolicyFile): string[] =>
  validateSync(policy, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true }).flatMap(sentencesOf);

const sentencesOf = (error: ValidationError): string[] => Object.values(error.constraints ?? {});

/** @returns what is wrong, where it is no JSON object. */
function readObject(file: string | URL): PolicyFile | string {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof content !== 'object' || content === null || Array.isArray(content)) return 'it is no JSON object';
    return plainToInstance(PolicyFile, content);
  } catch (error) {
    return error instanceof SyntaxError ? 'it is not JSON' : `it cannot be read (${(error as Error).message})`;
  }
}
