import { domainCodec } from './domain-codec.js';
import { systemCodec } from './system-codec.js';

/** @throws Error naming every stored type that one process could not tell from another, or that nobody decodes. */
export function checkCodecs(): void {
  const faults = [
    ...domainCodec.storedTypes.filter((type) => systemCodec.knows(type)).map((type) => `${type} has two decoders`),
    ...[...domainCodec.gaps, ...systemCodec.gaps].map((type) => `${type} has no decoder`),
  ];
  if (faults.length > 0) throw new Error(`The codec is not whole: ${faults.join('; ')}`);
}
