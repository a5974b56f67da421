/** Where every part of Gatehouse takes identifiers and secret random bytes from. */
export interface Ids {
  /** RFC 9562 version 4 UUID, lower case. */
  uuid(): string;
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string;
  /** `length` characters of A-Z and 2-7, the alphabet of IAM unique ids and access key ids. */
  base32(length: number): string;
  /** `length` characters of a-z and 0-9, the alphabet of organization and secret suffixes. */
  alphanumeric(length: number): string;
  bytes(length: number): Buffer;
}
