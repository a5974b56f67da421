import type {
  CreateVirtualMFADeviceResponse,
  ListMFADevicesResponse,
  MFADevice,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';

type Row = Json<MFADevice>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'serial',
    header: 'Serial number',
    isRowHeader: true,
    cell: ({ SerialNumber }) => SerialNumber,
    text: ({ SerialNumber }) => SerialNumber,
  },
  {
    id: 'enabled',
    header: 'Assigned',
    cell: ({ EnableDate }) => <Time at={EnableDate} />,
    text: ({ EnableDate }) => EnableDate,
  },
];

interface Seed {
  readonly serial: string;
  readonly qrCode: string;
  readonly secret: string;
}

const fromBase64 = (text: string | undefined): string => window.atob(text ?? '');

interface AssignProps {
  readonly userName: string;
  readonly close: () => void;
  readonly assigned: () => void;
}

const SeedView = ({ seed }: { readonly seed: Seed }) => (
  <SpaceBetween size="s">
    <span>Scan the code with an authenticator app, or type the key into it.</span>
    <img
      src={`data:image/png;base64,${seed.qrCode}`}
      alt="QR code of the device's key"
      width="200"
      height="200"
    />
    <Copyable text={seed.secret} what="key" />
  </SpaceBetween>
);

type Codes = readonly [string, string];

interface SeedFormProps {
  readonly seed: Seed;
  readonly codes: Codes;
  readonly change: (codes: Codes) => void;
}

const SeedForm = ({ seed, codes, change }: SeedFormProps) => (
  <SpaceBetween size="m">
    <SeedView seed={seed} />
    <TextField label="MFA code 1" value={codes[0]} change={(code) => change([code, codes[1]])} />
    <TextField
      label="MFA code 2"
      description="The code that follows the first one."
      value={codes[1]}
      change={(code) => change([codes[0], code])}
    />
  </SpaceBetween>
);

const seedOf = ({ VirtualMFADevice: device }: Json<CreateVirtualMFADeviceResponse>): Seed => ({
  serial: device?.SerialNumber ?? '',
  qrCode: device?.QRCodePNG ?? '',
  secret: fromBase64(device?.Base32StringSeed),
});

/** Name, then key and two codes in a row, as AWS has it. */
const AssignDialog = ({ userName, close, assigned }: AssignProps) => {
  const aws = useAwsClient();
  const [name, setName] = useState(`${userName}-phone`);
  const [seed, setSeed] = useState<Seed>();
  const [codes, setCodes] = useState<Codes>(['', '']);
  const action = useAction();
  const create = (): Promise<boolean> =>
    action.run(async () => {
      const input = { VirtualMFADeviceName: name };
      setSeed(
        seedOf(
          await aws.call<CreateVirtualMFADeviceResponse>('iam', 'CreateVirtualMFADevice', input),
        ),
      );
    });
  const enable = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', 'EnableMFADevice', {
        UserName: userName,
        SerialNumber: seed?.serial,
        AuthenticationCode1: codes[0],
        AuthenticationCode2: codes[1],
      }),
    );
    if (!done) return;
    close();
    assigned();
  };
  const cancel = (): void => {
    // A device that was never assigned is of no use to anybody.
    if (seed !== undefined)
      void aws
        .call('iam', 'DeleteVirtualMFADevice', { SerialNumber: seed.serial })
        .catch(() => undefined);
    close();
  };
  return (
    <Dialog
      title={`Assign MFA device to ${userName}`}
      confirmLabel={seed === undefined ? 'Next' : 'Assign device'}
      busy={action.busy}
      error={action.error}
      disabled={seed === undefined ? name === '' : codes.includes('')}
      close={cancel}
      confirm={() => void (seed === undefined ? create() : enable())}
    >
      {seed === undefined ? (
        <TextField label="Device name" value={name} change={setName} />
      ) : (
        <SeedForm seed={seed} codes={codes} change={setCodes} />
      )}
    </Dialog>
  );
};

export const MfaDevices = ({ userName }: { readonly userName: string }) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Row[]>([]);
  const [open, setOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  const SerialNumber = selected[0]?.SerialNumber;
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <AwsTable
        title="MFA devices"
        name="mfa"
        columns={COLUMNS}
        loadKey={`${userName} ${turn}`}
        load={pagesOf<ListMFADevicesResponse, Row>(
          aws,
          { service: 'iam', operation: 'ListMFADevices', input: { UserName: userName } },
          ({ MFADevices }) => MFADevices,
        )}
        idOf={(device) => device.SerialNumber ?? ''}
        empty="No MFA devices"
        filterLabel="Filter MFA devices"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Remove"
              title={`Remove MFA device ${SerialNumber ?? ''}`}
              text={`${userName} signs in without it from then on.`}
              disabled={SerialNumber === undefined}
              act={async () => {
                await aws.call('iam', 'DeactivateMFADevice', { UserName: userName, SerialNumber });
                await aws.call('iam', 'DeleteVirtualMFADevice', { SerialNumber });
              }}
              done={changed}
            />
            <Button onClick={() => setOpen(true)}>Assign MFA device</Button>
          </>
        }
      />
      {open ? (
        <AssignDialog userName={userName} close={() => setOpen(false)} assigned={changed} />
      ) : null}
    </>
  );
};
