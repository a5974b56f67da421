import type { ContextValue, RawContext, RequestContext } from '../model.ts';
import { lowerCase } from './lower-case.ts';

/** A context from keys as a service states them. A key without value, or with an empty list, is absent. */
export const requestContext = (raw: RawContext): RequestContext => {
  const context = new Map<string, ContextValue>();
  for (const name of Object.keys(raw)) {
    const value = raw[name];
    if (typeof value === 'string') context.set(lowerCase(name), value);
    else if (value !== undefined) setValue(context, name, value);
  }
  return context;
};

const setValue = (
  context: Map<string, ContextValue>,
  name: string,
  value: Exclude<RawContext[string], undefined>,
): void => {
  if (!Array.isArray(value)) context.set(lowerCase(name), scalarText(value));
  else if (value.length > 0) context.set(lowerCase(name), value.map(String));
};

// ISO 8601 as AWS writes it: whole seconds have no fraction.
const scalarText = (value: Exclude<RawContext[string], undefined>): string =>
  value instanceof Date ? value.toISOString().replace('.000Z', 'Z') : String(value);

/**
 * One request's keys over those of its session, which are built once: nothing is copied. A key of the request wins. Most
 * policies ask for no key at all, so the request's are made ready when the first one is asked for: `own` must not change.
 */
export const layeredContext = (base: RequestContext, own: RawContext): RequestContext =>
  new LayeredContext(base, own);

class LayeredContext implements RequestContext {
  readonly #base: RequestContext;
  readonly #raw: RawContext;
  #made: RequestContext | undefined;

  constructor(base: RequestContext, own: RawContext) {
    this.#base = base;
    this.#raw = own;
  }

  get #own(): RequestContext {
    this.#made ??= requestContext(this.#raw);
    return this.#made;
  }

  get(name: string): ContextValue | undefined {
    return this.#own.get(name) ?? this.#base.get(name);
  }

  has(name: string): boolean {
    return this.#own.has(name) || this.#base.has(name);
  }

  get size(): number {
    return this.#merged().size;
  }

  forEach(visit: (value: ContextValue, name: string, context: RequestContext) => void): void {
    for (const [name, value] of this.#merged()) visit(value, name, this);
  }

  entries(): MapIterator<[string, ContextValue]> {
    return this.#merged().entries();
  }

  keys(): MapIterator<string> {
    return this.#merged().keys();
  }

  values(): MapIterator<ContextValue> {
    return this.#merged().values();
  }

  [Symbol.iterator](): MapIterator<[string, ContextValue]> {
    return this.entries();
  }

  #merged(): Map<string, ContextValue> {
    return new Map([...this.#base, ...this.#own]);
  }
}
