import { registerHooks } from 'node:module';
import { join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const isBare = (specifier: string): boolean => /^(@[\w.-]+\/)?[\w][\w.-]*(\/|$)/.test(specifier);

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'ERR_MODULE_NOT_FOUND' ||
    error.code === 'MODULE_NOT_FOUND' ||
    error.code === 'ERR_ACCESS_DENIED');

/**
 * Packages that Lambda's runtimes bring (the AWS SDK) and those of layers are found where the function has none of its own:
 * for `require` as for `import`, which does not look at NODE_PATH.
 */
export const installResolution = (root: string, nodePath: string): void => {
  const places = nodePath
    .split(':')
    .filter((place) => place !== '')
    .map((place) => pathToFileURL(join(place, '..', 'index.js')).href);
  const isFunctions = (parent: string | undefined): boolean =>
    parent?.startsWith('file:') === true && fileURLToPath(parent).startsWith(root + sep);
  registerHooks({
    resolve: (specifier, context, next) => {
      const tries = [context.parentURL];
      if (isBare(specifier) && isFunctions(context.parentURL)) tries.push(...places);
      let failure: unknown;
      for (const parentURL of tries) {
        try {
          return next(specifier, { ...context, parentURL });
        } catch (error) {
          failure ??= error;
          if (!isMissing(error)) break;
        }
      }
      throw failure;
    },
  });
};
