import type { SettingsVariableName } from './settings.variables.js';

/** The process's environment, or a part of one in a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

const PORT_MAX = 65_535;

/** Reads variables one by one and remembers every fault, so that all are told at once. */
export class EnvironmentReader {
  readonly faults: string[] = [];

  constructor(private readonly environment: Environment) {}

  /** undefined where the variable is absent or blank. */
  text(name: SettingsVariableName): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  port(name: SettingsVariableName, byDefault: number): number {
    return this.upTo(PORT_MAX, name, byDefault);
  }

  /** A whole number from 0. */
  upTo(max: number, name: SettingsVariableName, byDefault: number): number {
    const value = this.text(name);
    if (value === undefined) return byDefault;
    const given = Number(value);
    if (/^\d+$/.test(value) && given <= max) return given;
    this.faults.push(`${name} is ${JSON.stringify(value)}: a whole number from 0 to ${max} is needed`);
    return byDefault;
  }

  /** A whole number from 1. */
  count(name: SettingsVariableName, byDefault: number): number {
    const value = this.text(name);
    if (value === undefined) return byDefault;
    if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
    this.faults.push(`${name} is ${JSON.stringify(value)}: a whole number from 1 to 999999999 is needed`);
    return byDefault;
  }

  oneOf<const Choice extends string>(
    name: SettingsVariableName,
    choices: readonly Choice[],
    byDefault: Choice,
  ): Choice {
    const value = this.text(name);
    if (value === undefined) return byDefault;
    const choice = choices.find((one) => one === value.toLowerCase());
    if (choice === undefined) this.faults.push(`${name} is ${JSON.stringify(value)}: it can be ${choices.join(', ')}`);
    return choice ?? byDefault;
  }

  /** undefined where it is absent. The value itself is not printed: it may hold a password. */
  url(name: SettingsVariableName, schemes: readonly string[]): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (schemes.some((scheme) => value.startsWith(`${scheme}://`))) return value;
    this.faults.push(`${name} is no URL that begins with ${schemes.map((scheme) => `${scheme}://`).join(' or ')}`);
    return undefined;
  }

  /** @returns undefined where nothing was said or it was neither. */
  switch(name: SettingsVariableName): boolean | undefined {
    const value = this.text(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (['on', 'true', '1', 'yes'].includes(value)) return true;
    if (['off', 'false', '0', 'no'].includes(value)) return false;
    this.faults.push(`${name} is ${JSON.stringify(value)}: it can be on or off`);
    return undefined;
  }
}
