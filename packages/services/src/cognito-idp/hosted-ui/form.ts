import { type Html, html } from './html.ts';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type?: 'text' | 'password' | 'email';
  readonly autocomplete: string;
  readonly value?: string | undefined;
  readonly hint?: string | undefined;
  readonly numeric?: boolean;
}

export interface Form {
  readonly action: string;
  readonly csrf: string;
  readonly hidden?: Readonly<Record<string, string>>;
  readonly fields: readonly Field[];
  readonly submit: string;
  /** What is wrong with the last attempt. */
  readonly problem?: string | undefined;
  readonly after?: Html;
}

const field = (of: Field, faulty: boolean): Html =>
  html` <label for="${of.name}">${of.label}</label>
    <input
      id="${of.name}"
      name="${of.name}"
      type="${of.type ?? 'text'}"
      value="${of.value ?? ''}"
      autocomplete="${of.autocomplete}"
      autocapitalize="none"
      spellcheck="false"
      required${of.numeric === true && html` inputmode="numeric" maxlength="6"`}${faulty && html` aria-invalid="true" aria-describedby="problem"`}${of.hint !== undefined && !faulty && html` aria-describedby="${of.name}-hint"`}
    />
    ${of.hint !== undefined && html`<p class="hint" id="${of.name}-hint">${of.hint}</p>`}`;

export const hiddenInputs = (values: Readonly<Record<string, string>>): readonly Html[] =>
  Object.entries(values).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );

/** The summary of what went wrong, which screen readers say first. */
export const problemSummary = (problem: string | undefined): Html | undefined =>
  problem === undefined
    ? undefined
    : html`<div class="errors" role="alert" id="problem"><p>${problem}</p></div>`;

export const form = ({ action, csrf, hidden = {}, fields, submit, problem, after }: Form): Html =>
  html`${problemSummary(problem)}
    <form method="post" action="${action}">
      ${hiddenInputs({ _csrf: csrf, ...hidden })}
      ${fields.map((of) => field(of, problem !== undefined))}
      <button type="submit">${submit}</button>
    </form>
    ${after}`;
