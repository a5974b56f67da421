import { BootstraplessSynthesizer, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createDatabase } from '../broker/database.ts';
import { createNetwork } from '../broker/network.ts';
import { createRecords } from '../broker/records.ts';
import { createBrokerService, type Parameters } from '../broker/service.ts';
import { targetRole } from '../iam/roles.ts';
import { synthesizerOf } from '../interfaces.ts';
import type { DeploySettings, ServiceSettings } from '../settings.ts';

const MOST_TASKS = 10;

const parametersOf = (stack: Stack, { tasks }: ServiceSettings): Parameters => ({
  tasks: new CfnParameter(stack, 'Tasks', {
    type: 'Number',
    // The roles that tasks need trust the broker’s role, which has to be there first.
    description: '0 for the first deployment, until the other stacks are there',
    default: tasks,
    minValue: 0,
    maxValue: MOST_TASKS,
  }),
  image: new CfnParameter(stack, 'Image', {
    description: 'Container image of Gatehouse, by digest: registry/name@sha256:…',
    // A tag can be moved to something else by whoever may push.
    allowedPattern: '^[a-z0-9][a-z0-9.:/_-]*@sha256:[0-9a-f]{64}$',
  }),
  certificateArn: new CfnParameter(stack, 'CertificateArn', {
    description: 'Certificate of AWS Certificate Manager for the console’s name, in this Region',
    allowedPattern: '^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate/[0-9a-f-]+$',
  }),
  checkpointKeyArn: new CfnParameter(stack, 'CheckpointKeyArn', {
    description: 'Secret with the Ed25519 key (PEM, PKCS 8) that signs the audit log’s checkpoints',
    allowedPattern: '^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:[0-9]{12}:secret:.+-[A-Za-z0-9]{6}$',
  }),
});

/** For an account of its own: whoever administers it could become every brokered role. */
export class BrokerStack extends Stack {
  constructor(scope: Construct, settings: DeploySettings) {
    super(scope, 'GatehouseBroker', {
      env: { account: settings.brokerAccount, region: settings.region },
      synthesizer: synthesizerOf(new BootstraplessSynthesizer()),
      description: 'Gatehouse: the access broker',
      terminationProtection: true,
    });
    const parameters = parametersOf(this, settings.service);
    const records = createRecords(this, settings);
    const network = createNetwork(this, settings.service, records.flowLogs);
    const database = createDatabase(this, network, records);
    createBrokerService(this, { settings, network, records, database, parameters });
    // The broker looks at its own account too; it lends no role there.
    targetRole(this, settings, []);
  }

  /** Of whatever Region it is deployed to: nothing is looked up while templates are made. */
  override get availabilityZones(): string[] {
    return [0, 1].map((at) => Fn.select(at, Fn.getAzs()));
  }
}
