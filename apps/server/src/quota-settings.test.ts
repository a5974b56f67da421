import { KMS } from '@aws-sdk/client-kms';
import { startCloud } from '@gatehouse/testcloud';
import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const noFile = (): never => {
  throw new Error('no file is read');
};

test('quotas come as JSON by flag or variable, or as an object in the file', () => {
  const quotas = { kms: { grantsPerKey: 3 }, secretsmanager: { secrets: 0 } };

  expect(readConfig([`--quotas=${JSON.stringify(quotas)}`], {}, noFile).quotas).toEqual(quotas);
  expect(readConfig([], { GATEHOUSE_QUOTAS: JSON.stringify(quotas) }, noFile).quotas).toEqual(
    quotas,
  );
  expect(readConfig(['--config=x'], {}, () => JSON.stringify({ quotas })).quotas).toEqual(quotas);
  expect(readConfig([], {}, noFile).quotas).toEqual({});
});

test.for([
  ['{', 'expected JSON'],
  ['{"kms":{"grants":1}}', 'quotas.kms'],
  ['{"kms":{"grantsPerKey":-1}}', 'quotas.kms.grantsPerKey'],
  ['{"moon":{}}', 'quotas'],
  ['7', 'quotas'],
])('%s is refused: %s', ([text = '', reason = '']) => {
  expect(() => readConfig([`--quotas=${text}`], {}, noFile)).toThrow(ConfigError);
  expect(() => readConfig([`--quotas=${text}`], {}, noFile)).toThrow(reason);
});

test('a quota that is set is the one that is kept', async () => {
  const cloud = await startCloud({ flags: ['--quotas={"kms":{"aliasesPerKey":1}}'] });
  try {
    const kms = new KMS(cloud.client('workloads'));
    const { KeyMetadata } = await kms.createKey({});
    const TargetKeyId = KeyMetadata?.KeyId ?? '';
    await kms.createAlias({ AliasName: 'alias/one', TargetKeyId });

    await expect(kms.createAlias({ AliasName: 'alias/two', TargetKeyId })).rejects.toMatchObject({
      name: 'LimitExceededException',
    });
  } finally {
    await cloud.stop();
  }
});
