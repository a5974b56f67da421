import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from 'react-router';

interface Props {
  /** Where one goes who gives up. */
  readonly back: string;
  readonly label: string;
  readonly busy: boolean;
  readonly disabled: boolean;
  readonly submit: () => void;
}

/** The buttons below a form that is a page of its own. */
export const FormButtons = ({ back, label, busy, disabled, submit }: Props) => {
  const navigate = useNavigate();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" onClick={() => void navigate(back)}>
        Cancel
      </Button>
      <Button variant="primary" loading={busy} disabled={disabled} onClick={submit}>
        {label}
      </Button>
    </SpaceBetween>
  );
};
