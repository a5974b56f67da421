import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { encryptedPrivateKey, malformedPrivateKey } from './errors.ts';

const PEM = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** A PEM certificate, or undefined for a text that is none. */
export const parseCertificate = (pem: string): X509Certificate | undefined => {
  if (!pem.trimStart().startsWith('-----BEGIN CERTIFICATE-----')) return undefined;
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
};

/** The certificates of a PEM chain, or undefined when one of them is none. */
export const parseChain = (pem: string): readonly X509Certificate[] | undefined => {
  const blocks = pem.match(PEM) ?? [];
  const certificates = blocks.flatMap((block) => parseCertificate(block) ?? []);
  return blocks.length === 0 || certificates.length < blocks.length ? undefined : certificates;
};

/** Throws MalformedCertificate, which is what AWS answers for keys too. */
export const parsePrivateKey = (pem: string): KeyObject => {
  if (pem.includes('ENCRYPTED')) throw encryptedPrivateKey();
  try {
    return createPrivateKey(pem);
  } catch {
    // OpenSSL's reason could tell something about the key.
    throw malformedPrivateKey();
  }
};
