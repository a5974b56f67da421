import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import { useNavigate } from 'react-router';

interface Props {
  readonly to: string;
  readonly children: string;
  readonly variant?: ButtonProps['variant'];
  readonly disabled?: boolean;
}

/** A button that leads to another page of the console. */
export const GoButton = ({ to, children, variant = 'normal', disabled = false }: Props) => {
  const navigate = useNavigate();
  return (
    <Button
      variant={variant}
      disabled={disabled}
      href={to}
      onFollow={(event) => {
        event.preventDefault();
        void navigate(to);
      }}
    >
      {children}
    </Button>
  );
};
