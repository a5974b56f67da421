import type { ReactNode } from 'react';

/** Buttons in a row. */
export const Actions = ({ children }: { readonly children: ReactNode }) => (
  <div className="gh-actions">{children}</div>
);
