import { createRequire, registerHooks } from 'node:module';
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
  const places = nodePath.split(':').filter((place) => place !== '');
  registerHooks({
    resolve: (specifier, context, next) => {
      try {
        return next(specifier, context);
      } catch (error) {
        const parent = context.parentURL;
        const fromFunction =
          parent?.startsWith('file:') === true &&
          fileURLToPath(parent).startsWith(root.endsWith(sep) ? root : root + sep);
        if (!isMissing(error) || !isBare(specifier) || !fromFunction) throw error;
        for (const place of places) {
          try {
            return next(specifier, {
              ...context,
              parentURL: pathToFileURL(join(place, '..', 'index.js')).href,
            });
          } catch (second) {
            if (!isMissing(second)) throw second;
          }
        }
        throw error;
      }
    },
  });
  // Loaded once here, so that the hooks above are what `require` of the function meets too.
  createRequire(join(root, 'index.js'));
};
