import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';

interface Props {
  readonly text: string;
  readonly what: string;
}

/** Several lines to be pasted elsewhere. */
export const CopyBlock = ({ text, what }: Props) => (
  <SpaceBetween size="xs">
    <pre className="gh-copy-block">{text}</pre>
    <CopyToClipboard
      textToCopy={text}
      copyButtonText={`Copy ${what}`}
      copySuccessText="Copied"
      copyErrorText="It could not be copied"
    />
  </SpaceBetween>
);
