export type { SecretReader, SecretValue } from './model.ts';
export {
  createSecretsCache,
  type SecretsCache,
  type SecretsCacheSettings,
  type UseOptions,
} from './secrets-cache.ts';
export { sdkReader } from './sdk-reader.ts';
