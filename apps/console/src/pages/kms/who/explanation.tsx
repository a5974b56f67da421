import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Access, WhoQuestion } from '../../../api/keys.ts';
import { Conditions, ResultView } from '../../../shared/access-result.tsx';
import { CopyBlock } from '../../../shared/copy-block.tsx';
import { layerText } from './columns.tsx';
import { GrantChecks } from './grant-checks.tsx';

const Statements = ({ access }: { readonly access: Access }) => (
  <>
    {access.statements
      .filter(({ statement }) => statement !== undefined)
      .map(({ layer, policyId, index, sid, statement }) => (
        <SpaceBetween key={`${policyId} ${index}`} size="xxs">
          <Box variant="strong">
            {layerText(layer)} {policyId}: {sid ?? `statement ${index + 1}`}
          </Box>
          <CopyBlock text={JSON.stringify(statement, undefined, 2)} what="statement" />
        </SpaceBetween>
      ))}
  </>
);

interface Props {
  readonly access: Access;
  readonly question: WhoQuestion;
}

/** Everything that decides about one principal: statements with their text, grants that permit and that do not, and why. */
export const AccessExplanation = ({ access, question }: Props) => (
  <SpaceBetween size="m">
    <ResultView result={access.result} />
    <div className="gh-message">{access.explanation}</div>
    <Conditions access={access} />
    <Statements access={access} />
    <GrantChecks access={access} question={question} />
    {access.notes.map((note) => (
      <Box key={note} color="text-body-secondary">
        {note}
      </Box>
    ))}
  </SpaceBetween>
);

export const ExplanationDialog = ({ close, ...of }: Props & { readonly close: () => void }) => (
  <Modal
    visible
    size="large"
    header={`kms:${of.question.operation} by ${of.access.name}`}
    closeAriaLabel="Close"
    onDismiss={close}
    footer={
      <Box float="right">
        <Button onClick={close}>Close</Button>
      </Box>
    }
  >
    <AccessExplanation {...of} />
  </Modal>
);
