import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Actions } from '../../../shared/actions.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import type { Loaded } from '../../../shared/use-aws.ts';
import { FormButton } from './form-button.tsx';

/** With whom something is shared: `all`, or accounts. */
export interface Grantee {
  readonly Group?: string | undefined;
  readonly UserId?: string | undefined;
}

interface Props {
  /** `snapshot` */
  readonly what: string;
  /** What everybody could do were it public. */
  readonly danger: string;
  readonly loaded: Loaded<readonly Grantee[]>;
  readonly change: (lists: {
    readonly Add?: readonly Grantee[];
    readonly Remove?: readonly Grantee[];
  }) => Promise<unknown>;
}

const isPublic = (grantees: readonly Grantee[]): boolean =>
  grantees.some(({ Group }) => Group === 'all');

const Accounts = ({ grantees, ...props }: Props & { readonly grantees: readonly Grantee[] }) => {
  const accounts = grantees.flatMap(({ UserId }) => UserId ?? []);
  if (accounts.length === 0)
    return (
      <Box color="text-body-secondary">
        {isPublic(grantees) ? 'No single account is named.' : 'Private: shared with nobody.'}
      </Box>
    );
  return (
    <ul className="gh-checks">
      {accounts.map((UserId) => (
        <li key={UserId}>
          <Actions>
            <span>Account {UserId}</span>
            <ConfirmButton
              label={`Stop sharing with ${UserId}`}
              title={`Stop sharing with ${UserId}`}
              text="The account can use it no more; copies that it has made stay its own."
              act={() => props.change({ Remove: [{ UserId }] })}
              done={props.loaded.reload}
            />
          </Actions>
        </li>
      ))}
    </ul>
  );
};

/** Who else may use a snapshot or an image, and what it means when that is everybody. */
export const Sharing = (props: Props) => {
  const { what, danger, loaded, change } = props;
  const open = loaded.data !== undefined && isPublic(loaded.data);
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={`Who may use this ${what} beside the account itself.`}
          actions={
            <Actions>
              <FormButton
                label="Share with account"
                fields={[{ id: 'account', label: 'Account ID' }]}
                act={({ account }) => change({ Add: [{ UserId: account }] })}
                done={loaded.reload}
              />
              {open ? (
                <ConfirmButton
                  label="Make private"
                  title={`Make this ${what} private`}
                  text="Only this account and those that are named can use it then."
                  act={() => change({ Remove: [{ Group: 'all' }] })}
                  done={loaded.reload}
                />
              ) : (
                <ConfirmButton
                  label="Make public"
                  title={`Make this ${what} public`}
                  text={
                    <Alert type="warning" header="Everybody in the world">
                      {danger}
                    </Alert>
                  }
                  act={() => change({ Add: [{ Group: 'all' }] })}
                  done={loaded.reload}
                />
              )}
            </Actions>
          }
        >
          Sharing
        </Header>
      }
    >
      <FailureOr of={loaded}>
        {(grantees) => (
          <SpaceBetween size="m">
            {isPublic(grantees) ? (
              <Alert type="warning" header={`This ${what} is public`}>
                {danger}
              </Alert>
            ) : null}
            <Accounts {...props} grantees={grantees} />
          </SpaceBetween>
        )}
      </FailureOr>
    </Container>
  );
};
