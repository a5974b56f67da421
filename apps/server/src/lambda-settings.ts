import { z } from 'zod';
import { readLocalFolders } from './lambda-runtime/index.ts';

const MOST_PROCESSES = 200;

/** A JSON object of names and paths, or a folder whose subfolders are code. */
const folders = z.string().transform((text, context) => {
  try {
    return readLocalFolders(text);
  } catch (error) {
    context.addIssue(
      `expected a folder, or a JSON object of names and folders: ${error instanceof Error ? error.message : String(error)}`,
    );
    return z.NEVER;
  }
});

export const lambdaSettings = {
  /** `off`: functions can be made, and their code is run by nobody. */
  lambda: z.enum(['on', 'off']).default('on'),
  /** Folders that functions may be run from as they are (`S3Bucket` `gatehouse-local`); default: none. */
  lambdaFolders: folders.optional(),
  /** Processes of functions at one time. */
  lambdaProcesses: z.coerce.number().int().min(1).max(MOST_PROCESSES).default(16),
};

export const LAMBDA_ENVIRONMENT = {
  GATEHOUSE_LAMBDA: 'lambda',
  GATEHOUSE_LAMBDA_FOLDERS: 'lambdaFolders',
  GATEHOUSE_LAMBDA_PROCESSES: 'lambdaProcesses',
} as const;
