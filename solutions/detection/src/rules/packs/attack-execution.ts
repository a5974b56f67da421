import { STEPS } from './steps.ts';
import { BY_USER, ROUTINE, ROUTINE_OF_PEOPLE, calls, rows } from './table.ts';

const SHELL = `(${[
  'ShellScript',
  'PowerShellScript',
  'RemoteScript',
  'SaltState',
  'AnsiblePlaybook',
  'DockerAction',
]
  .map((name) => `$.requestParameters.documentName = "*AWS-Run${name}"`)
  .join(' || ')})`;

/** Running code on what is there, or on new machines. */
export const EXECUTION_RULES = rows([
  {
    id: 'attack.commands-on-instances',
    title: 'Commands were run on several instances',
    description: 'One call ran a script on more than one machine, through Systems Manager.',
    severity: 'MEDIUM',
    techniques: ['T1651'],
    when: [calls('ssm', ['SendCommand'], `${SHELL} && $.requestParameters.instanceIds[1] = *`)],
    callers: ROUTINE_OF_PEOPLE,
    because:
      '{actor} ran {$.requestParameters.documentName} on {$.requestParameters.instanceIds} from {ip}.',
    habit: ['$.requestParameters.documentName'],
    nextSteps: STEPS.compute,
  },
  {
    id: 'attack.command-by-user-key',
    title: 'A command was run on an instance with a long-term key',
    description:
      'A user with an access key ran a script on a machine. Pipelines and people have sessions of roles.',
    severity: 'MEDIUM',
    techniques: ['T1651'],
    when: [calls('ssm', ['SendCommand'], `${SHELL} && ${BY_USER}`)],
    callers: ROUTINE_OF_PEOPLE,
    because: '{actor} ran {$.requestParameters.documentName} from {ip}.',
    nextSteps: STEPS.compute,
  },
  {
    id: 'attack.command-on-instance',
    title: 'A command was run on an instance',
    description: 'Operators and patch runs do so every day.',
    severity: 'LOW',
    techniques: ['T1651'],
    when: [calls('ssm', ['SendCommand', 'CreateAssociation', 'StartAutomationExecution'])],
    because: '{actor} called {action} with {$.requestParameters.documentName} from {ip}.',
    nextSteps: STEPS.compute,
  },
  {
    id: 'attack.user-data-changed',
    title: 'The user data of an instance was changed',
    description:
      'It runs as root when the instance starts: who changes it, runs whatever he likes with the rights of the instance.',
    severity: 'MEDIUM',
    techniques: ['T1578.005', 'T1059.009'],
    when: [
      calls(
        'ec2',
        ['ModifyInstanceAttribute'],
        '($.requestParameters.userData = * || $.requestParameters.userData.* = * || $.requestParameters.attribute = "userData")',
      ),
    ],
    callers: ROUTINE,
    because: '{actor} changed the user data of {$.requestParameters.instanceId} from {ip}.',
    nextSteps: STEPS.compute,
  },
  {
    id: 'attack.unusual-instances',
    title: 'Expensive or many instances were launched',
    description:
      'Instances with accelerators, whole machines or twenty at once: what is mined with on stolen keys.',
    severity: 'MEDIUM',
    techniques: ['T1496.001', 'T1578.002'],
    when: [calls('ec2', ['RunInstances', 'RequestSpotInstances'])],
    check: 'unusual-instance',
    callers: ROUTINE,
    because: '{actor} launched instances in {region} from {ip}.',
    habit: ['$.requestParameters.instanceType', 'region'],
    nextSteps: STEPS.cost,
  },
  {
    id: 'attack.notebook-start-changed',
    title: 'What a notebook runs when it starts was changed',
    description:
      'The lifecycle configuration of a SageMaker notebook runs as root with the rights of its role.',
    severity: 'MEDIUM',
    techniques: ['T1059.009', 'T1546'],
    when: [
      calls('sagemaker', ['UpdateNotebookInstanceLifecycleConfig']),
      calls('sagemaker', ['UpdateNotebookInstance'], '$.requestParameters.lifecycleConfigName = *'),
    ],
    callers: ROUTINE,
    because:
      '{actor} called {action} on {$.requestParameters.notebookInstanceLifecycleConfigName} from {ip}.',
    nextSteps: STEPS.compute,
  },
  {
    id: 'attack.shell-in-service-made',
    title: 'A machine with a role was made in a service for developers',
    description:
      'Development endpoints and presigned notebooks give a shell with the rights of their role.',
    severity: 'LOW',
    techniques: ['T1059.009', 'T1548.005'],
    when: [
      calls('glue', ['CreateDevEndpoint', 'UpdateDevEndpoint']),
      calls('sagemaker', ['CreatePresignedNotebookInstanceUrl', 'CreatePresignedDomainUrl']),
    ],
    because: '{actor} called {action} from {ip}.',
    nextSteps: STEPS.compute,
  },
  {
    id: 'attack.task-reads-credentials',
    title: 'A task was defined whose command asks for its credentials',
    description: 'The command calls the address that gives a task the credentials of its role.',
    severity: 'MEDIUM',
    techniques: ['T1552.005', 'T1525'],
    when: [
      calls(
        'ecs',
        ['RegisterTaskDefinition'],
        '($.requestParameters.containerDefinitions[0].command[*] = "*169.254.170.2*" || $.requestParameters.containerDefinitions[0].entryPoint[*] = "*169.254.170.2*")',
      ),
    ],
    because: '{actor} defined {$.requestParameters.family} from {ip}.',
    nextSteps: STEPS.compute,
  },
  {
    id: 'attack.function-url-for-everybody',
    title: 'A function got an address that everybody may call',
    description: 'Whoever knows the address runs the function with the rights of its role.',
    severity: 'MEDIUM',
    techniques: ['T1648', 'T1546'],
    when: [
      '{ ($.eventName = "CreateFunctionUrlConfig*" || $.eventName = "UpdateFunctionUrlConfig*") && $.requestParameters.authType = "NONE" }',
    ],
    callers: ROUTINE,
    because: '{actor} called {action} for {$.requestParameters.functionName} from {ip}.',
    nextSteps: STEPS.compute,
  },
  {
    id: 'attack.function-changed-by-user',
    title: 'The code of a function was changed with a long-term key',
    description:
      'Functions are deployed by pipelines with sessions of roles. A user with an access key put other code into this one.',
    severity: 'MEDIUM',
    techniques: ['T1648', 'T1546'],
    when: [
      `{ $.eventName = "UpdateFunctionCode*" && ${BY_USER} }`,
      `{ $.eventName = "UpdateFunctionConfiguration*" && $.requestParameters.layers[0] = * && ${BY_USER} }`,
    ],
    callers: ROUTINE_OF_PEOPLE,
    because: '{actor} called {action} on {$.requestParameters.functionName} from {ip}.',
    nextSteps: STEPS.compute,
  },
  {
    id: 'attack.function-changed',
    title: 'The code or a layer of a function was changed',
    description: 'Every deployment does it.',
    severity: 'LOW',
    techniques: ['T1648', 'T1546'],
    when: [
      '{ $.eventName = "UpdateFunctionCode*" }',
      '{ $.eventName = "UpdateFunctionConfiguration*" && $.requestParameters.layers[0] = * }',
      '{ $.eventName = "CreateEventSourceMapping*" }',
    ],
    callers: { pipeline: 'INFORMATIONAL' },
    because: '{actor} called {action} on {$.requestParameters.functionName} from {ip}.',
    nextSteps: STEPS.compute,
  },
]);
