import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { AccessRequest } from '../../../access/broker-types.ts';
import { useBroker } from '../../../access/person-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { durationChoices, durationText } from '../shared/duration.ts';
import { requestPath } from '../shared/request-columns.tsx';

/** More time is a request of its own, approved like the first. */
export const ExtendButton = ({ request }: { readonly request: AccessRequest }) => {
  const broker = useBroker();
  const navigate = useNavigate();
  const action = useAction();
  const [open, setOpen] = useState(false);
  const [justification, setJustification] = useState('');
  const [seconds, setSeconds] = useState(Math.min(3600, request.durationSeconds));
  const [key] = useState(() => crypto.randomUUID());
  const extend = (): Promise<boolean> =>
    action.run(async () => {
      const made = await broker.call('POST /v1/requests/{id}/extend', {
        path: { id: request.id },
        body: { durationSeconds: seconds, justification, fields: request.fields },
        idempotencyKey: key,
      });
      setOpen(false);
      await navigate(requestPath(made));
    });
  return (
    <>
      <Button onClick={() => setOpen(true)}>Extend</Button>
      {open ? (
        <Dialog
          title="Ask for more time"
          confirmLabel="Send request"
          busy={action.busy}
          error={action.error}
          disabled={justification.trim() === ''}
          close={() => setOpen(false)}
          confirm={() => void extend()}
        >
          <ChoiceField
            label="Duration"
            description="Added at the end of what you have."
            value={String(seconds)}
            options={durationChoices(request.durationSeconds).map(
              (one) => [String(one), durationText(one)] as const,
            )}
            change={(value) => setSeconds(Number(value))}
          />
          <FormField label="Justification">
            <Textarea
              value={justification}
              rows={2}
              onChange={({ detail }) => setJustification(detail.value)}
            />
          </FormField>
        </Dialog>
      ) : null}
    </>
  );
};
