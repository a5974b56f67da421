import { useState } from 'react';

export interface Editing<Row, Draft> {
  readonly selected: readonly Row[];
  readonly select: (rows: readonly Row[]) => void;
  readonly row: Row | undefined;
  /** What a form is open for. */
  readonly edited: { readonly draft: Draft; readonly adding: boolean } | undefined;
  readonly add: (draft: Draft) => void;
  readonly edit: (draft: Draft) => void;
  readonly close: () => void;
  /** Counts the changes, for the key of the list. */
  readonly turn: number;
  readonly changed: () => void;
}

/** A list of which one is chosen to be changed, and to which one can be added. */
export const useEditing = <Row, Draft>(): Editing<Row, Draft> => {
  const [selected, select] = useState<readonly Row[]>([]);
  const [edited, setEdited] = useState<Editing<Row, Draft>['edited']>();
  const [turn, setTurn] = useState(0);
  const close = (): void => setEdited(undefined);
  return {
    selected,
    select,
    row: selected[0],
    edited,
    add: (draft) => setEdited({ draft, adding: true }),
    edit: (draft) => setEdited({ draft, adding: false }),
    close,
    turn,
    changed: () => {
      close();
      select([]);
      setTurn((before) => before + 1);
    },
  };
};
