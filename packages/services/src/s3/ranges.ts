import { invalidRequest, partNumberInvalid, rangeInvalid } from './errors.ts';
import type { ObjectVersion } from './model.ts';

/** Bytes from `start` to `end`, exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** `bytes=0-9`, `bytes=10-`, `bytes=-5`; undefined for what RFC 9110 §14.2 tells to ignore. */
const parseRange = (text: string, size: number): ByteRange | 'unsatisfiable' | undefined => {
  const parsed = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(text.trim());
  const [, first = '', last = ''] = parsed ?? [];
  if (parsed === null || (first === '' && last === '')) return undefined;
  if (first === '') {
    const count = Math.min(Number(last), size);
    return count === 0 ? 'unsatisfiable' : { start: size - count, end: size };
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end };
};

/** What of an object a request wants; undefined: all of it. */
export const requestedRange = (
  {
    Range,
    PartNumber,
  }: { readonly Range?: string | undefined; readonly PartNumber?: number | undefined },
  { size, details }: ObjectVersion,
): ByteRange | undefined => {
  if (Range !== undefined && PartNumber !== undefined)
    throw invalidRequest('Cannot specify both Range header and partNumber query parameter');
  if (PartNumber !== undefined) {
    const parts = details.parts ?? [{ number: 1, size }];
    let start = 0;
    for (const [index, part] of parts.entries()) {
      if (index + 1 === PartNumber) return { start, end: start + part.size };
      start += part.size;
    }
    throw partNumberInvalid(PartNumber, parts.length);
  }
  if (Range === undefined) return undefined;
  const range = parseRange(Range, size);
  if (range === 'unsatisfiable') throw rangeInvalid(Range, size);
  return range;
};

/** `x-amz-copy-source-range`, which must lie within the source. */
export const copyRange = (text: string | undefined, size: number): ByteRange => {
  if (text === undefined) return { start: 0, end: size };
  const range = /^bytes=\d{1,15}-\d{1,15}$/.test(text) ? parseRange(text, size) : undefined;
  if (range === undefined)
    throw invalidRequest(
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    );
  if (range === 'unsatisfiable' || Number(text.slice(text.indexOf('-') + 1)) >= size)
    throw invalidRequest(`Range specified is not valid for source object of size: ${size}`);
  return range;
};
