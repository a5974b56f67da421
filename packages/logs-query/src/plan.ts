import { compileExpression } from './compile-expression.ts';
import type { Column, Command, Field, Query } from './model.ts';
import type { Evaluate } from './row.ts';
import { Scope } from './scope.ts';
import { PATTERN_COLUMNS, patterns } from './stages/pattern.ts';
import {
  type Computed,
  computing,
  counting,
  deduplicating,
  extracting,
  filtering,
  globFinder,
  limiting,
} from './stages/simple.ts';
import { sorting } from './stages/sort.ts';
import type { Keeping, RunState, Stage, StageFactory } from './stages/stage.ts';
import { statsOf } from './stages/stats.ts';

/** A column of the result. */
export interface Shown {
  readonly name: string;
  readonly read: Evaluate;
  /** It is shown as the event has it. */
  readonly isRaw: boolean;
}

export type Step =
  | { readonly keeps: false; readonly make: StageFactory }
  | { readonly keeps: true; readonly make: (next: Stage, state: RunState) => Keeping };

export interface Plan {
  readonly steps: readonly Step[];
  readonly shown: readonly Shown[];
  /** Its last `limit`, if it has one. */
  readonly limit: number | undefined;
}

const fieldNamed = (name: string): Field => ({
  kind: 'field',
  name,
  parts: [name],
  start: 0,
  end: 0,
});

const CUTTING: readonly Command['kind'][] = ['stats', 'sort', 'limit', 'dedup', 'pattern'];

/** Turns commands into steps, one after the other, with what names mean at each. */
class Planner {
  readonly #query: Query;
  readonly #steps: Step[] = [];
  #scope = new Scope();
  /** Undefined: nobody has said what to show. */
  #shown: Shown[] | undefined;
  #isCounted = false;

  constructor(query: Query) {
    this.#query = query;
  }

  plan(): Plan {
    const { commands } = this.#query;
    for (const [at, command] of commands.entries()) {
      if (CUTTING.includes(command.kind)) this.#count();
      this.#add(command, commands.slice(at + 1));
    }
    this.#count();
    const limits = commands.flatMap((command) => (command.kind === 'limit' ? [command.count] : []));
    return { steps: this.#steps, shown: this.#shown ?? this.#defaults(), limit: limits.at(-1) };
  }

  #add(command: Command, rest: readonly Command[]): void {
    switch (command.kind) {
      case 'fields':
        this.#compute(command.columns);
        return;
      case 'display':
        this.#shown = [];
        this.#compute(command.columns);
        return;
      case 'filter':
        this.#pass(filtering(compileExpression(command.condition, this.#scope)));
        return;
      case 'limit':
        this.#pass(limiting(command.count, command.any));
        return;
      case 'dedup':
        this.#pass(deduplicating(command.fields.map((field) => this.#scope.resolve(field))));
        return;
      case 'parse':
        this.#parse(command);
        return;
      case 'sort':
        this.#sort(command, rest);
        return;
      case 'stats':
        this.#stats(command);
        return;
      case 'pattern':
        this.#pattern(command);
        return;
      default:
        return command satisfies never;
    }
  }

  #pass(make: StageFactory): void {
    this.#steps.push({ keeps: false, make });
  }

  #count(): void {
    if (!this.#isCounted) this.#pass(counting);
    this.#isCounted = true;
  }

  #defaults(): Shown[] {
    return ['@timestamp', '@message'].map((name) => this.#field(name));
  }

  #field(name: string): Shown {
    return { name, read: this.#scope.resolve(fieldNamed(name)), isRaw: !this.#scope.has(name) };
  }

  #show(one: Shown): void {
    const shown = this.#shown ?? [];
    const at = shown.findIndex(({ name }) => name === one.name);
    if (at < 0) shown.push(one);
    else shown[at] = one;
    this.#shown = shown;
  }

  #compute(columns: readonly Column[]): void {
    const computed: Computed[] = [];
    for (const { expression, name } of columns) {
      const read = compileExpression(expression, this.#scope);
      const isPlain = expression.kind === 'field' && expression.name === name;
      if (isPlain) {
        this.#show({ name, read, isRaw: !this.#scope.has(name) });
        continue;
      }
      const slot = this.#scope.define(name);
      computed.push({ slot, read });
      this.#show({ name, read: (row) => row.slots[slot], isRaw: false });
    }
    if (computed.length > 0) this.#pass(computing(computed));
  }

  #parse({ of, extraction, names }: Extract<Command, { kind: 'parse' }>): void {
    const read = compileExpression(of, this.#scope);
    this.#shown ??= this.#defaults();
    const slots = names.map((name) => this.#scope.define(name));
    for (const [at, name] of names.entries()) {
      const slot = slots[at] ?? 0;
      this.#show({ name, read: (row) => row.slots[slot], isRaw: true });
    }
    const find =
      extraction.kind === 'glob'
        ? globFinder(extraction.texts)
        : (text: string) => extraction.regex.match(text);
    this.#pass(extracting(read, slots, find));
  }

  #sort({ keys }: Extract<Command, { kind: 'sort' }>, rest: readonly Command[]): void {
    const by = keys.map(({ field, descending }) => ({
      read: this.#scope.resolve(field),
      descending,
    }));
    const [next] = rest;
    const dedup =
      next?.kind === 'dedup' ? next.fields.map((field) => this.#scope.resolve(field)) : undefined;
    // What comes between may drop none of the rows, or more than the first are wanted.
    const after = rest.find(({ kind }) => !['fields', 'display', 'parse'].includes(kind));
    const most = after === undefined ? 'limit' : after.kind === 'limit' ? after.count : undefined;
    this.#steps.push({ keeps: true, make: sorting({ by, most, dedup }) });
  }

  #stats({ columns, by }: Extract<Command, { kind: 'stats' }>): void {
    const before = this.#scope;
    const { stage, scope } = statsOf(columns, by, before, ({ start, end }) =>
      before.resolve({ ...fieldNamed('@timestamp'), start, end }),
    );
    this.#steps.push({ keeps: true, make: stage });
    this.#begin(
      scope,
      [...by, ...columns].map(({ name }) => name),
    );
  }

  #pattern({ of }: Extract<Command, { kind: 'pattern' }>): void {
    const read = this.#scope.resolve(of);
    const scope = new Scope(true);
    const slots = PATTERN_COLUMNS.map((name) => scope.define(name));
    this.#steps.push({ keeps: true, make: patterns(read, slots) });
    this.#begin(scope, PATTERN_COLUMNS);
  }

  /** Only these names are known and shown from here on. */
  #begin(scope: Scope, names: readonly string[]): void {
    this.#scope = scope;
    this.#shown = [];
    for (const name of names) this.#show(this.#field(name));
  }
}

/** @throws QueryRefusal for names that mean nothing where they stand */
export const planOf = (query: Query): Plan => new Planner(query).plan();
