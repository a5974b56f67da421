import Input from '@cloudscape-design/components/input';

interface Props {
  readonly value: string;
  readonly change: (value: string) => void;
}

/** A search that the API itself does: for names that begin so. */
export const PrefixFilter = ({ value, change }: Props) => (
  <Input
    type="search"
    placeholder="Name prefix"
    ariaLabel="Name prefix"
    value={value}
    onChange={({ detail }) => change(detail.value)}
  />
);
