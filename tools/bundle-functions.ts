// Makes one file of each function that is deployed to AWS Lambda. The AWS SDK stays outside: the Node.js runtimes have it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const ROOT = join(import.meta.dirname, '..');

/** Functions by the folder of `dist/functions` that they go to. */
const FUNCTIONS = {
  falco: 'solutions/falco/src/lambda.ts',
  resolver: 'solutions/resolver/src/lambda.ts',
} as const;

/** The code of a function, as one ES module that exports `handler`. */
export const bundleFunction = async (name: keyof typeof FUNCTIONS): Promise<string> => {
  const bundle = await rolldown({
    input: join(ROOT, FUNCTIONS[name]),
    external: [/^@aws-sdk\//, /^@smithy\//, /^node:/],
    platform: 'node',
    logLevel: 'warn',
  });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  return output[0].code;
};

if (process.argv[1] === import.meta.filename)
  for (const name of Object.keys(FUNCTIONS) as (keyof typeof FUNCTIONS)[]) {
    const folder = join(ROOT, 'dist', 'functions', name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'index.mjs'), await bundleFunction(name));
    process.stderr.write(`${join('dist', 'functions', name)}\n`);
  }
