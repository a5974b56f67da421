import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FunctionError } from './errors.ts';

export type Handler = (
  event: unknown,
  context: object,
  callback: (error?: unknown, result?: unknown) => void,
) => unknown;

const EXTENSIONS = ['', '.js', '.mjs', '.cjs'];

const isModule = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && (typeof value === 'object' || typeof value === 'function');

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

const fileOf = (root: string, module: string): string | undefined => {
  const path = resolve(root, module);
  if (path !== root && !path.startsWith(root + sep)) return undefined;
  return EXTENSIONS.map((extension) => path + extension).find(
    (candidate, index) => existsSync(candidate) && (index > 0 || /\.[cm]?js$/.test(candidate)),
  );
};

const load = async (root: string, module: string): Promise<unknown> => {
  const file = fileOf(root, module);
  if (file === undefined)
    throw new FunctionError(
      'Runtime.ImportModuleError',
      `Error: Cannot find module '${basename(module)}'\nRequire stack:\n- ${root}`,
    );
  try {
    if (file.endsWith('.cjs')) return createRequire(file)(file);
    const loaded: unknown = await import(pathToFileURL(file).href);
    return loaded;
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new FunctionError('Runtime.UserCodeSyntaxError', error.toString(), error.stack);
    const code = codeOf(error);
    if (code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND')
      throw new FunctionError('Runtime.ImportModuleError', String(error), (error as Error).stack);
    throw error;
  }
};

/** A member by its path; CommonJS exports stand in `default` when they were imported. */
const memberOf = (loaded: unknown, path: readonly string[]): unknown => {
  const walk = (from: unknown): unknown =>
    path.reduce<unknown>((at, name) => (isModule(at) ? at[name] : undefined), from);
  const direct = walk(loaded);
  return direct ?? (isModule(loaded) ? walk(loaded['default']) : undefined);
};

/** https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html */
export const loadHandler = async (
  root: string,
  spelled: string,
  execution: string,
): Promise<Handler> => {
  const name = basename(spelled);
  const dot = name.indexOf('.');
  if (dot < 1 || spelled.includes('..'))
    throw new FunctionError('Runtime.MalformedHandlerName', `Bad handler: '${spelled}'`);
  const folder = dirname(spelled);
  const module = folder === '.' ? name.slice(0, dot) : `${folder}/${name.slice(0, dot)}`;
  const found = memberOf(await load(root, module), name.slice(dot + 1).split('.'));
  if (found === undefined)
    throw new FunctionError('Runtime.HandlerNotFound', `${spelled} is undefined or not exported`);
  if (typeof found !== 'function')
    throw new FunctionError('Runtime.HandlerNotFound', `${spelled} is not a function`);
  if (execution === 'AWS_Lambda_nodejs24.x' && found.length >= 3)
    throw new FunctionError(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. ' +
        'You need to modify this function to use a supported handler signature to use Node.js 24 or later. ' +
        'For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    );
  // It is a function, and what it takes is between it and its author.
  return found as Handler;
};
