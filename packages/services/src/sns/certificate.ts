import { type KeyObject, sign } from 'node:crypto';

// Tags of ITU-T X.690: what the few parts of a certificate need.
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;
const SEQUENCE = 0x30;
const SET = 0x31;
const CONTEXT_0 = 0xa0;

const length = (size: number): Uint8Array => {
  if (size < 0x80) return Uint8Array.of(size);
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Uint8Array.of(0x80 | bytes.length, ...bytes);
};

const value = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  return Buffer.concat([Uint8Array.of(tag), length(content.length), content]);
};

// sha256WithRSAEncryption (RFC 4055 §5) with its NULL, and id-at-commonName.
const SHA256_RSA = value(
  SEQUENCE,
  Buffer.from('06092a864886f70d01010b', 'hex'),
  Buffer.from('0500', 'hex'),
);
const COMMON_NAME = Buffer.from('0603550403', 'hex');

const distinguishedName = (commonName: string): Buffer =>
  value(
    SEQUENCE,
    value(SET, value(SEQUENCE, COMMON_NAME, value(UTF8_STRING, Buffer.from(commonName)))),
  );

/** RFC 5280 §4.1.2.5: two digits of the year until 2049, four from then on. */
const time = (at: Date): Buffer => {
  const digits = at.toISOString().replaceAll(/[-:T]|\.\d+/g, '');
  return at.getUTCFullYear() < 2050
    ? value(UTC_TIME, Buffer.from(digits.slice(2)))
    : value(GENERALIZED_TIME, Buffer.from(digits));
};

const pem = (der: Uint8Array): string => {
  const lines = Buffer.from(der)
    .toString('base64')
    .replaceAll(/(.{64})(?=.)/g, '$1\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
};

/** A self-signed certificate in PEM for an RSA key (RFC 5280 §4.1). `serial`: 16 random bytes. */
export const selfSigned = (
  keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  {
    commonName,
    serial,
    from,
    until,
  }: {
    readonly commonName: string;
    readonly serial: Uint8Array;
    readonly from: Date;
    readonly until: Date;
  },
): string => {
  // Positive and without a leading zero byte, as §4.1.2.2 and DER want it.
  const number = Buffer.from(serial);
  number[0] = ((number[0] ?? 0) & 0x3f) | 0x40;
  const name = distinguishedName(commonName);
  const toBeSigned = value(
    SEQUENCE,
    value(CONTEXT_0, value(INTEGER, Uint8Array.of(2))),
    value(INTEGER, number),
    SHA256_RSA,
    name,
    value(SEQUENCE, time(from), time(until)),
    name,
    keys.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', toBeSigned, keys.privateKey);
  return pem(
    value(SEQUENCE, toBeSigned, SHA256_RSA, value(BIT_STRING, Uint8Array.of(0), signature)),
  );
};
