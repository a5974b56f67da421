import { tacticText } from './words.ts';

interface Props {
  readonly techniques: readonly {
    readonly id: string;
    readonly name: string;
    readonly tactics?: readonly string[];
  }[];
}

/** Techniques with their ids, by which they are looked up. */
export const Techniques = ({ techniques }: Props) =>
  techniques.length === 0 ? (
    '–'
  ) : (
    <ul className="gh-plain-list">
      {techniques.map(({ id, name, tactics = [] }) => (
        <li key={id}>
          {id} {name}
          {tactics.length === 0 ? null : ` (${tactics.map(tacticText).join(', ')})`}
        </li>
      ))}
    </ul>
  );
