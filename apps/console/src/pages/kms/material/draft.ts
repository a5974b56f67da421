import type { GetParametersForImportResponse } from '@aws-sdk/client-kms';
import type { Json } from '../../../api/json.ts';
import type { Metadata } from '../shared/names.ts';

export type ImportParameters = Json<GetParametersForImportResponse>;

export interface ImportDraft {
  readonly way: 'here' | 'own';
  readonly algorithm: string;
  /** Of one's own wrapping, once they were asked for. */
  readonly parameters: ImportParameters | undefined;
  readonly file: File | undefined;
  /** A date; empty: never. */
  readonly expires: string;
  readonly type: string;
}

export interface FieldsProps {
  readonly metadata: Metadata;
  readonly draft: ImportDraft;
  readonly change: (part: Partial<ImportDraft>) => void;
}
