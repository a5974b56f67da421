import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { EditButtons } from './edit-buttons.tsx';
import { ErrorAlert } from './error-alert.tsx';
import type { Action } from './use-aws.ts';

interface Props {
  readonly title: string;
  readonly counter?: string;
  /** Buttons beside those of editing. */
  readonly buttons?: ReactNode;
  readonly editing: boolean;
  readonly action: Action;
  readonly editLabel: string;
  readonly saveLabel: string;
  readonly edit: () => void;
  readonly cancel: () => void;
  readonly save: () => void;
  readonly children: ReactNode;
}

/** A part of a page that is changed in place; what failed is told below it. */
export const EditedSection = (props: Props) => (
  <Container
    header={
      <Header
        variant="h2"
        counter={props.counter}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            {props.buttons}
            <EditButtons
              editing={props.editing}
              busy={props.action.busy}
              editLabel={props.editLabel}
              saveLabel={props.saveLabel}
              edit={props.edit}
              cancel={() => {
                props.action.clear();
                props.cancel();
              }}
              save={props.save}
            />
          </SpaceBetween>
        }
      >
        {props.title}
      </Header>
    }
  >
    <SpaceBetween size="m">
      {props.children}
      <ErrorAlert error={props.action.error} />
    </SpaceBetween>
  </Container>
);
