import {
  createHash,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decapsulated, peerOf, sharedSecret } from './agreement.ts';
import { messageKey, openMessage, sealMessage } from './ciphertext.ts';
import { P256, P384, P521, SECP256K1 } from './curves.ts';
import { ecdsaSignDigest, ecdsaVerifyDigest, encodeSignature } from './ecdsa.ts';
import { fitsMac, macOf } from './macs.ts';
import { oaepDecrypt, pssVerifyDigest } from './rsa.ts';
import { SCHEMES } from './signing.ts';

/* Answers that others have published, asked of the very functions that operations use. */

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const sha = (hash: string, message: Uint8Array | string): Buffer =>
  createHash(hash).update(message).digest();
const privateKey = (type: 'pkcs8' | 'sec1', der: string): KeyObject =>
  createPrivateKey({ key: hex(der), format: 'der', type });

// Wycheproof's RSA key of 2048 bits.
const RSA: JsonWebKey = {
  kty: 'RSA',
  n: 'orRRoH0KpfluRVZxUTVQUUqKW0YuvvcXCU-h_ugiJOY3-XRtP3yv0xh42AMltu9aFwD2WQO0aUKeidbqyIRQl7WrOTGJ25JRLtincRoSU_rNIPecFegkfz0-QuRuSMmOJUov6XZTE6A-_48X4aApOXofomqNzib0kO2BKZYV2YFMItphBCjgnH2WWFlCZvXAIdD87KCNlFoSvoLeTR7Oa0wDFFtdNJXU7VQR64eNrwX9evw-Ca2g8RJkIvWQl1oZaYFvSGmLy7obTZyuedRg2Pn4Xnl1AF2bwixOWsD3waRdElaaYoB9O5oC5aUw53MGb0U9H1tMLpz3ggKD90K51Q',
  e: 'AQAB',
  d: 'JM3GIxf11ypva6bMljKJmwHR_yiGfXL2FoiZW8hVpOQgqEBSUAib2xPPjglUOCe3SLnSf7srTZ4gr4xaaoYnltGkzBitFupni8G9SoO7vpxeV0U7XOc4jkGjukzit3tEOKIp6VT3INrgNT3AiKyKdrJtwnb44beFHd1jmK0W_y54GVEjubA26UXDjJ0SQ09t92_iI1nrPhrJwBFnj8km-tOuR1pP__9V_rLRR-nIlPTA4ppZnnYkYkgtlov0J4CUX8DSwxxXPEQxuPT-i4xnvsgVq9RPeobtyhwjCHNzWNLCrl4uDi2t9zCYAmI3flixO32ZkgYKC8hwzP20qTGe4Q',
  p: '3EMQUPeC6JT7UkgkfZjLfVi40eJPO1XQQcVuTeCGsNW7AovaQu610jTVaB5YCdQV5qKJrUz794-Xj2w1gU9Q7r_xxbgKafeI6B5rq13ap4Np1lnRQ-xvF-eYE6V1z62cVpFWuQET4ukRCtnntIock0im5lMyEZEpDqNs-zpbGPE',
  q: 'vRqB55d_mJgSInOuMiK1mOpfsZ606rw4MIpeMhlmA7LlAP-3n1uIaBZhHevEcvrEVUQHC-sFfJQTeKaGivO3oD0_mIDsR9XgiblPveVCq6mujXLFcIjXq_WxMfOQmPe8Fg-QU2q8lJL9Tgbz7XKZ1Ll7sDZ3IH2VZp8UDPvCDyU',
  dp: 'qUtSiyjykVmRIdkZUv_Rx_IdfBR52Z1HiIX7Fhhw7hIYvwhHJhLb5Ul-jZxlBojgnHhpYa4-LDVNxIrjRRR1nEwjxFiEiJYdwGtBTmHA4ef7vSkj0xUy_iifltoiBxHljBQBmAjgBBQnaTO7B-TvubSps3ZWkXIFIJ8z8JUV18E',
  dq: 'OvDnKpM67wn_JQPfeLr-1THAL_GivEN8VAzcvUrTVDXPURdjWWVDSAYpsRTKf3gP9--jLqDLbgANbZ6h8u9x_Zz5lIQioWVVfjfnVe3-cNkLkgUC60eLyYpj94jOOg-FbW7eclGjg7-o-kgKgaklr3s8xTjEurjJ91l_-2gBHY0',
  qi: 'JkD7-8_vsWPueoe2SDpm7kH5VtkPqKeTm_wELuCSSxt5k9BEX3WNUZM-hRecAyCwyWi0ipHDi1vpI-EJfAxWL4jUIpS2onWbr6VCinTxJwh05F9vzGDyFgLeXszRQ88xJB9ZIbWtOYP7VO8XvjsoU2flDJmcZyR7VS_kv86UX3s',
};
const rsa = createPrivateKey({ key: RSA, format: 'jwk' });

test('AES-256-GCM: McGrew and Viega, "The Galois/Counter Mode of Operation", test case 16', () => {
  const key = createSecretKey(
    hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308'),
  );
  const iv = hex('cafebabefacedbaddecaf888');
  const aad = hex('feedfacedeadbeeffeedfacedeadbeefabaddad2');
  const plaintext = hex(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
  );

  const [body, tag] = sealMessage(key, iv, aad, plaintext);

  expect(body.toString('hex')).toBe(
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662',
  );
  expect(tag.toString('hex')).toBe('76fc6ece0f4e1768cddf8853bb2d551b');
  expect(openMessage(key, iv, aad, Buffer.concat([body, tag]))).toEqual(plaintext);
  expect(openMessage(key, iv, aad.subarray(1), Buffer.concat([body, tag]))).toBeUndefined();
});

test('NIST SP 800-108r1 §4.1: the key of a message, as another implementation derives it', () => {
  const material = createSecretKey(Buffer.from(Array.from({ length: 32 }, (_, at) => at)));
  const salt = Buffer.from(Array.from({ length: 16 }, (_, at) => at));

  expect(messageKey(material, salt).export().toString('hex')).toBe(
    'f4bd540b399666d223787921f103d4ecff748b935da6e3a71f98ce8edab8a152',
  );
});

test.for([
  ['HMAC_SHA_224', 'a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44'],
  ['HMAC_SHA_256', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
  [
    'HMAC_SHA_384',
    'af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649',
  ],
  [
    'HMAC_SHA_512',
    '164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737',
  ],
] as const)('%s: RFC 4231 §4.3', ([algorithm, mac]) => {
  const key = createSecretKey(Buffer.from('Jefe'));
  const message = Buffer.from('what do ya want for nothing?');

  expect(macOf(key, algorithm, message).toString('hex')).toBe(mac);
  expect(fitsMac(key, algorithm, message, hex(mac))).toBe(true);
});

describe('ECDSA with a nonce of RFC 6979', () => {
  test.for([
    [
      'A.2.5, P-256',
      P256,
      'sha256',
      'sample',
      '30310201010420c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721a00a06082a8648ce3d030107',
      0xefd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716n,
      0xf7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8n,
    ],
    [
      'A.2.6, P-384',
      P384,
      'sha384',
      'sample',
      '303e02010104306b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5a00706052b81040022',
      0x94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46n,
      0x99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8n,
    ],
    [
      'A.2.7, P-521',
      P521,
      'sha512',
      'sample',
      '3050020101044200fad06daa62ba3b25d2fb40133da757205de67f5bb0018fee8c86e1b68c7e75caa896eb32f1f47c70855836a6d16fcc1466f6d8fbec67db89ec0c08b0e996b83538a00706052b81040023',
      0x0c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f174e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fan,
      0x0617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af282623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67an,
    ],
    [
      'for secp256k1, whose users then take the lower of s and n - s',
      SECP256K1,
      'sha256',
      'Satoshi Nakamoto',
      '302e02010104200000000000000000000000000000000000000000000000000000000000000001a00706052b8104000a',
      0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8n,
      0xdbbd3162d46e9f9bef7feb87c16dc13b4f6568a87f4e83f728e2443ba586675cn,
    ],
  ] as const)('%s', ([, curve, hash, message, der, r, s]) => {
    const key = privateKey('sec1', der);
    const digest = sha(hash, message);

    const signature = ecdsaSignDigest(key, hash, digest, Buffer.alloc(0));

    expect(signature).toEqual(encodeSignature(curve, r, s));
    expect(ecdsaVerifyDigest(createPublicKey(key), digest, signature)).toBe(true);
    expect(
      SCHEMES[`ECDSA_SHA_${hash.slice(3)}` as 'ECDSA_SHA_256']?.RAW?.verify(
        createPublicKey(key),
        Buffer.from(message),
        signature,
      ),
    ).toBe(true);
  });
});

describe('RFC 8032', () => {
  const HEAD = '302e020100300506032b657004220420';

  test('§7.1, test 2: Ed25519', () => {
    const key = privateKey(
      'pkcs8',
      `${HEAD}4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb`,
    );
    const scheme = SCHEMES.ED25519_SHA_512?.RAW;

    expect(scheme?.sign(key, hex('72')).toString('hex')).toBe(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    );
  });

  test('§7.3: Ed25519ph', () => {
    const key = privateKey(
      'pkcs8',
      `${HEAD}833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42`,
    );
    const signature = hex(
      '98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae4131f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406',
    );
    const scheme = SCHEMES.ED25519_PH_SHA_512?.DIGEST;
    const verifies = (message: string, signed: Buffer) =>
      scheme?.verify(createPublicKey(key), Buffer.from(message), signed);
    // S + L names the same number (§5.1.7 wants S below L).
    const unreduced = Buffer.from(signature);
    const s = BigInt(
      `0x${Buffer.from(signature.subarray(32))
        .toReversed()
        .reduce((text, byte) => text + byte.toString(16).padStart(2, '0'), '')}`,
    );
    const sum = s + 2n ** 252n + 27742317777372353535851937790883648493n;
    for (let at = 0; at < 32; at += 1) unreduced[32 + at] = Number((sum >> BigInt(8 * at)) & 0xffn);

    expect(verifies('abc', signature)).toBe(true);
    expect(verifies('abd', signature)).toBe(false);
    expect(verifies('abc', unreduced)).toBe(false);
    expect(verifies('abc', signature.subarray(1))).toBe(false);
  });
});

test('RSAES-OAEP with SHA-256: Wycheproof, a ciphertext of each kind', () => {
  const valid = hex(
    '5eab3f0741e63986ed647d53e1cd71df041986900803d0f99c68355d249a15a47dc5b4f70a191477654299e5a2731f3b4eec76dea18262fc696ac794e5f66cbfcddac4472c578e246c26707598055584540b839836b1404c5611ae558a984cee8fd036cea924e0be2474a940f61e0acc14fcae95ebdc59942a9ce9af9a9c81999f7f6815f057ffdc2533cb15d6391d1e2d95f16f9c04209c889a4c359c7d2926d28a66e2b030a416b928d2825627998e5191fb4983a6e65024262d94fc09187a2d78162122433251d1bfcc8e507d06eba2d229c10031261da32ab8ccd15f1c5f9fbf07ed158483d736a110af4b44d6a4da60d6cb519b4454213cf9f0dc560f2b',
  );

  expect(oaepDecrypt(rsa, 'sha256', valid)?.toString()).toBe('Test');
  expect(oaepDecrypt(rsa, 'sha1', valid)).toBeUndefined();
  expect(oaepDecrypt(rsa, 'sha256', valid.subarray(1))).toBeUndefined();
  expect(oaepDecrypt(rsa, 'sha256', Buffer.alloc(256, 0xff))).toBeUndefined();
});

test('RSASSA-PSS with SHA-256 and a salt of 32 bytes: Wycheproof, of a message and of its digest', () => {
  const signature = hex(
    '401eb03cdb47ca88033e3030f6bdecbac8f5c8fc1dd6a13d23d379ed9a2b309891d13d74fea9d21d159b9e6d8f37efa2489962e24555f56dd434ff1d31ce4f9f5abd3f22cbea8b691d6a11e44efb83e2bca155e6a164325e0fde2a8865afd5c9f51161a9d615f62af7ec2e31b3e5ab649c164490d31d88cfae35b84aea7925690f929a144b6d2f48e8fb894a52deecd1b9a6496990c4ecf1588699a42cacd10c53af350514e4291ea9a058e77f101e32c1c0cefa61d945f7bc931f8bd19e7ba3169358a60e5a8b0123bc3199b9fdcafe8e519c41ba675491a27b85e44ef2d77277c10fe107293c8290186913bc9a99b640d8da041b64f31eab1d35920985f4a5',
  );
  const publicKey = createPublicKey(rsa);
  const digest = sha('sha256', 'Test');

  expect(SCHEMES.RSASSA_PSS_SHA_256?.RAW?.verify(publicKey, Buffer.from('Test'), signature)).toBe(
    true,
  );
  expect(pssVerifyDigest(publicKey, 'sha256', digest, signature)).toBe(true);
  expect(pssVerifyDigest(publicKey, 'sha256', sha('sha256', 'test'), signature)).toBe(false);
  // RFC 8017 §8.1.2: one that was padded for another scheme.
  const pkcs1 = SCHEMES.RSASSA_PKCS1_V1_5_SHA_256?.DIGEST?.sign(rsa, digest) ?? Buffer.alloc(0);
  expect(pssVerifyDigest(publicKey, 'sha256', digest, pkcs1)).toBe(false);
});

test('RSASSA-PKCS1-v1_5 has one signature for a message, made of the message or of its digest', () => {
  for (const hash of ['256', '384', '512'] as const) {
    const schemes = SCHEMES[`RSASSA_PKCS1_V1_5_SHA_${hash}`];
    const ofDigest = schemes?.DIGEST?.sign(rsa, sha(`sha${hash}`, 'Test'));

    expect(ofDigest).toEqual(schemes?.RAW?.sign(rsa, Buffer.from('Test')));
  }
});

test('ECDH: CAVS 14.1, ECC CDH primitive, P-256, count 0', () => {
  const own = privateKey(
    'sec1',
    '303102010104207d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534a00a06082a8648ce3d030107',
  );
  const spki = hex(
    '3059301306072a8648ce3d020106082a8648ce3d03010703420004700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac',
  );

  const peer = peerOf(own, spki);

  expect(peer === undefined ? peer : sharedSecret(own, peer).toString('hex')).toBe(
    '46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b',
  );
});

test('ML-KEM-512: Wycheproof, a ciphertext that is rejected without saying so', () => {
  // RFC 9935 §6: the seed of FIPS 203 §7.1 in PKCS #8.
  const key = privateKey(
    'pkcs8',
    '3054020100300b060960864801650304040104428040a3896e30892230a6c1dff667f8caee759ff84a08e3462ae484fcbca9971d7959cdc6c5ec65f10a5a24b5145aac863232ee3b2229ca3a6c4b9c8a2dafc315d9d4',
  );
  const ciphertext = hex(
    '00ec7fcdb617629fead7f43cf59a7d3a0b946b5c5f472407812c15c44249e52974483eb31fb6ce5e15728708ef24f78bb61bb5c8b6ebb4e8a96e5b898e069c499c44a57efb0907234597e810f4de40d85d6eacd775b83400937ac863cfe5d406469b8d3ca4f6dbe0aced60fbecb32588f1ddaaa08ba5c5b177ab51b548d8ae2218eb2d9b02b31cb4bb6e7754b6a74856316ad3e0394025f750412023a74ab851fc03171cada993c6469fa254b5d384edab1efe8f2efb6eba37c7ba7434bb243331938849114ad398cf91038fb96c30a712f47e1c7183956838d487016f023bd9900a94c606edaa42bf0e67f2aedd03f5a581e55af29e24af061ba73da64c3869d7598a0c95c3c8330ecb4481cab2c85ccaaa366f99f3bafc980362f4d701a233d0967ded78e4f1874b42cda774b888d31f1671d6567d1636d5b2bcc117e2a256f343541c3e173e900b6d6c71bcd55479d23dee6b54e2fe32303c7955fa5f567894605ed75e65e54858222c0d065ba9231fcd82ab86af63c242d10d1d30b4176e2bb8169fbd7f03cfa044098853382083284ef8cecf05f9d0bd3d9af84f6df551e3d11e9281794d36a619f61e47901ea0dd695782241250f0b5c2a20d76d3afefcb11d015179d6a9a74121c448e315f507cb29add40da4eb05cae27320c4b18a25d7af24ac7b0bdf7382143d4d02db3e7d016f9ff5638e0df7968f785ac8000c7545a1a70d6fd43cc3ba28d82e9eb6ccb391e094ba85a49ad6e9f8fd8faa9954062a5df13c69847bee485bc6624b40b8128fe911231b4ef9b4a22ced4f8140df65a5b8180665128273fde02955a65921f0d1be139fbe1edf0ac01db1d2a5ffd95d63d33b0a7627cab4bcd37647238c80197d4fa88a7e34d4caa066dba2ae6fefff6a1e804a72d49ed443c29b2db313fdf25d98d0dee992befc4572f8b1eee0db7227b6e202ef69ea8340ae3690fc064d3edfd8d067934db3061767e4857e805e888294efa7248743fcaa1e01acdaf491de408c58869bc9624c951103c079793be1edfa9442df4dece40eabb99e9b01410fc0108b26a13cd424cd9a9de5bafa1fc',
  );

  expect(decapsulated(key, ciphertext)?.toString('hex')).toBe(
    'cf3bcfeb2679cb43658fcdcd01aa1505bcea1e72a165ccac7bfb66d9dc0c0e90',
  );
});
