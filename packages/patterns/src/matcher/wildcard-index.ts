import type { WildcardTokens } from '../model.ts';
import { advance, matchesWildcard, startPlaces } from '../wildcard.ts';
import type { Atom, Group, GroupOf } from './atom.ts';

interface State {
  /** Where each wildcard that is still under way may stand. */
  readonly places: ReadonlyMap<Atom, ReadonlySet<number>>;
  readonly next: Map<number, State>;
  group?: Group;
}

const MOST_STATES = 4000;
const MOST_NEW_PER_VALUE = 300;

/**
 * All wildcards of a path as one machine whose states are made when a value first reaches them. A value that needs too
 * many new ones is compared with each wildcard instead, so that no text can make it grow without end.
 */
export class WildcardIndex {
  private readonly tokens = new Map<Atom, WildcardTokens>();
  private readonly states = new Map<string, State>();
  private readonly compared = new Map<string, Group>();
  private readonly numbers = new Map<Atom, number>();
  private readonly groupOf: GroupOf;
  private start: State | undefined;
  private numbered = 0;

  constructor(groupOf: GroupOf) {
    this.groupOf = groupOf;
  }

  add(atom: Atom, tokens: WildcardTokens): void {
    this.tokens.set(atom, tokens);
    this.numbers.set(atom, this.numbered);
    this.numbered += 1;
    this.forget();
  }

  remove(atom: Atom): void {
    this.tokens.delete(atom);
    this.numbers.delete(atom);
    this.forget();
  }

  collect(value: string, found: Group[]): void {
    if (this.tokens.size === 0) return;
    const group = this.run(value);
    if (group.atoms.length > 0) found.push(group);
  }

  private run(value: string): Group {
    if (this.states.size > MOST_STATES) this.forget();
    let state = (this.start ??= this.stateOf(
      new Map([...this.tokens].map(([atom, tokens]) => [atom, startPlaces(tokens)])),
    ));
    const before = this.states.size;
    for (let at = 0; at < value.length && state.places.size > 0; at += 1) {
      const code = value.charCodeAt(at);
      let next = state.next.get(code);
      if (next === undefined) {
        if (this.states.size - before > MOST_NEW_PER_VALUE) return this.compare(value);
        next = this.step(state, code);
        state.next.set(code, next);
      }
      state = next;
    }
    return (state.group ??= this.groupOf(
      [...state.places]
        .filter(([atom, places]) => places.has(this.tokens.get(atom)?.length ?? -1))
        .map(([atom]) => atom),
    ));
  }

  private step(state: State, code: number): State {
    const places = new Map<Atom, ReadonlySet<number>>();
    for (const [atom, from] of state.places) {
      const to = advance(this.tokens.get(atom) ?? [], from, code);
      if (to.size > 0) places.set(atom, to);
    }
    return this.stateOf(places);
  }

  private stateOf(places: State['places']): State {
    const key = [...places]
      .map(([atom, at]) => `${this.numbers.get(atom)}:${[...at].toSorted((a, b) => a - b).join()}`)
      .join(';');
    const known = this.states.get(key);
    if (known !== undefined) return known;
    const state = { places, next: new Map<number, State>() };
    this.states.set(key, state);
    return state;
  }

  private compare(value: string): Group {
    const held = [...this.tokens].filter(([, tokens]) => matchesWildcard(tokens, value));
    const key = held.map(([atom]) => this.numbers.get(atom)).join();
    const group = this.compared.get(key) ?? this.groupOf(held.map(([atom]) => atom));
    if (this.compared.size >= MOST_STATES) this.compared.clear();
    this.compared.set(key, group);
    return group;
  }

  private forget(): void {
    this.start = undefined;
    this.states.clear();
    this.compared.clear();
  }
}
