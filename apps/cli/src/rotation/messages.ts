/** What the process that runs a rotation function is told. */
export interface Invocation {
  readonly id: number;
  readonly event: object;
}

/** What it answers. */
export type Outcome =
  | { readonly id: number; readonly done: true }
  | { readonly id: number; readonly done: false; readonly error: string };
