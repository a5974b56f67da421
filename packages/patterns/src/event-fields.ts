import { InexactNumber, type Scalar } from './model.ts';

/** The elements that a value lies within: pairs of the number of an array and the index in it. */
export type Membership = readonly number[];

export interface Entry {
  readonly value: Scalar;
  readonly within: Membership;
}

/** A part of a name, and what may follow it. */
export interface NameNode {
  /** The number of the path that ends here. */
  path: number | undefined;
  readonly children: Map<string, NameNode>;
  /** Where names of events led, most of them nowhere; only so many are remembered. */
  readonly led: Map<string, NameNode | null>;
}

const NOWHERE: Membership = [];
const DEEPEST = 1000;
// Pairs; no event of AWS has arrays within so many others. Deeper ones tie nothing, so that nobody's event takes more and more.
const MOST_WITHIN = 2 * 16;

export const nameNode = (): NameNode => ({
  path: undefined,
  children: new Map(),
  led: new Map(),
});

export const addPath = (root: NameNode, path: string, number: number): void => {
  let node = root;
  for (const part of path.split('.')) {
    const child = node.children.get(part) ?? nameNode();
    node.children.set(part, child);
    node = child;
  }
  node.path = number;
};

const MOST_LED = 1000;

/** A name of the event may hold dots itself: then it leads down several parts at once. */
const lead = (node: NameNode, name: string): NameNode | null => {
  let found: NameNode | undefined = node;
  for (const part of name.split('.')) found = found?.children.get(part);
  const led = found ?? null;
  if (node.led.size < MOST_LED) node.led.set(name, led);
  return led;
};

/** Collects the values of an event at the paths that the patterns name, and of nothing else. It is used again. */
export class EventFields {
  /** The paths that have values. */
  readonly present: number[] = [];
  /** The paths that have a value within an element of an array, which may tie it to values of others. */
  readonly tied: number[] = [];
  /** Whether a number was met. */
  hasNumbers = false;
  private readonly first: Scalar[] = [];
  private readonly all: (Entry[] | undefined)[] = [];
  private readonly stamps: number[] = [];
  private readonly tiedStamps: number[] = [];
  private stamp = 0;
  private arrays = 0;

  read(root: NameNode, event: object): void {
    this.stamp += 1;
    this.arrays = 0;
    this.present.length = 0;
    this.tied.length = 0;
    this.hasNumbers = false;
    this.object(root, event, NOWHERE, 0);
  }

  /** Its only value; undefined when it has several or lies within elements. */
  single(path: number): Scalar | undefined {
    return this.all[path] === undefined ? this.first[path] : undefined;
  }

  entries(path: number): readonly Entry[] {
    if (this.stamps[path] !== this.stamp) return [];
    const only = this.first[path];
    return this.all[path] ?? (only === undefined ? [] : [{ value: only, within: NOWHERE }]);
  }

  private object(node: NameNode, value: object, within: Membership, depth: number): void {
    const { led } = node;
    for (const name of Object.keys(value)) {
      const known = led.get(name);
      const child = known === undefined ? lead(node, name) : known;
      if (child !== null) this.member(child, memberOf(value, name), within, depth);
    }
  }

  private member(node: NameNode, value: unknown, within: Membership, depth: number): void {
    if (typeof value !== 'object' || value === null || value instanceof InexactNumber) {
      if (node.path !== undefined) this.add(node.path, value, within);
    } else if (depth > DEEPEST) {
      return;
    } else if (Array.isArray(value)) {
      this.array(node, value, within, depth + 1);
    } else if (node.children.size > 0) {
      this.object(node, value, within, depth + 1);
    }
  }

  private array(node: NameNode, list: readonly unknown[], within: Membership, depth: number): void {
    const array = this.arrays;
    this.arrays += 1;
    // An only element has no others that it could be told from.
    const ties = list.length > 1 && within.length < MOST_WITHIN;
    for (let index = 0; index < list.length; index += 1) {
      const item = list[index];
      const nested = typeof item === 'object' && item !== null && !(item instanceof InexactNumber);
      this.member(node, item, nested && ties ? [...within, array, index] : within, depth);
    }
  }

  private add(path: number, value: unknown, within: Membership): void {
    if (!isScalar(value)) return;
    if (typeof value === 'number') this.hasNumbers = true;
    if (value === Infinity || value === -Infinity) {
      // Only a text tells what it was; by itself it compares with nothing.
      return this.add(path, new InexactNumber(String(value)), within);
    }
    if (within.length > 0 && this.tiedStamps[path] !== this.stamp) {
      this.tiedStamps[path] = this.stamp;
      this.tied.push(path);
    }
    if (this.stamps[path] !== this.stamp) {
      this.stamps[path] = this.stamp;
      this.present.push(path);
      this.first[path] = value;
      this.all[path] = within.length > 0 ? [{ value, within }] : undefined;
      return;
    }
    const known = this.all[path] ?? [{ value: this.first[path] ?? null, within: NOWHERE }];
    known.push({ value, within });
    this.all[path] = known;
  }
}

const isScalar = (value: unknown): value is Scalar =>
  value === null ||
  value instanceof InexactNumber ||
  ['string', 'number', 'boolean'].includes(typeof value);

const memberOf = (value: object, name: string): unknown => Reflect.get(value, name);
