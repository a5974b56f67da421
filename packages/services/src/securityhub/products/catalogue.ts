/** A product whose findings Security Hub takes, or that takes findings from it. */
export interface Product {
  /** `crowdstrike/crowdstrike-falcon` */
  readonly path: string;
  /** Account of the provider in the product's ARN; most have none. */
  readonly account: string;
  readonly company: string;
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly direction: 'send' | 'receive' | 'both';
}

/** User Guide, "AWS service integrations" and "Third-party product integrations": their product ARNs. */
const ROWS = `
aws/securityhub | - | send | AWS | Security Hub | Compliance | Checks of accounts against security standards.
aws/guardduty | - | send | AWS | GuardDuty | Threat detection | Threats found in logs of accounts and networks.
aws/inspector | - | send | AWS | Inspector | Vulnerability management | Vulnerabilities of machines, images and functions.
aws/macie | - | send | AWS | Macie | Data protection | Sensitive data in buckets, and buckets that are exposed.
aws/access-analyzer | - | send | AWS | IAM Access Analyzer | Identity and access | Resources that others than the account can reach, and access that nobody uses.
aws/firewall-manager | - | send | AWS | Firewall Manager | Network security | Resources outside the firewall policies of an organization.
aws/config | - | send | AWS | Config | Configuration management | Evaluations of Config rules.
aws/health | - | send | AWS | Health | Operations | Security events of the AWS Health dashboard.
aws/iot-device-defender | - | send | AWS | IoT Device Defender | Internet of things | Audits and violations of IoT devices.
aws/iot-device-defender-audit | - | send | AWS | IoT Device Defender - Audit | Internet of things | Failed audit checks of IoT devices.
aws/iot-device-defender-detect | - | send | AWS | IoT Device Defender - Detect | Internet of things | Unusual behavior of IoT devices.
aws/ssm-patch-manager | - | send | AWS | Systems Manager Patch Manager | Patch management | Machines that lack patches.
aws/audit-manager | - | receive | AWS | Audit Manager | Compliance | Takes findings as evidence for assessments.
aws/chatbot | - | receive | AWS | Chatbot | Notification | Takes findings to chat rooms.
aws/trusted-advisor | - | receive | AWS | Trusted Advisor | Operations | Takes the results of security checks.
aws/systems-manager-opscenter-and-explorer | - | both | AWS | Systems Manager Explorer and OpsCenter | Operations | Takes findings as operational work.
amazon/detective | - | receive | Amazon | Detective | Investigation | Takes findings to investigate their causes.
3coresec/3coresec | - | send | 3CORESec | 3CORESec NTA | Network security | Managed detection for networks.
alertlogic/althreatmanagement | 733251395267 | send | Alert Logic | SIEMless Threat Management | Threat detection | Vulnerabilities, assets and threats under watch.
aqua-security/kube-bench | - | send | Aqua Security | Kube-bench | Compliance | Kubernetes against the CIS benchmark.
aquasecurity/aquasecurity | - | send | Aqua Security | Aqua Cloud Native Security Platform | Container security | Security of containers and functions from build to runtime.
armordefense/armoranywhere | 679703615338 | send | Armor | Armor Anywhere | Managed security | Managed security and compliance.
atlassian/jira-service-management | - | both | Atlassian | Jira Service Management | Ticketing | Takes findings as issues and reports their progress.
atlassian/opsgenie | - | receive | Atlassian | Opsgenie | Notification | Takes findings to the people on call.
attackiq/attackiq-platform | - | send | AttackIQ | AttackIQ Platform | Testing | Emulates adversaries after ATT&CK.
barracuda/cloudsecurityguardian | 151784055945 | send | Barracuda Networks | Cloud Security Guardian | Compliance | Watches the posture of workloads.
bigid/bigid-enterprise | - | send | BigID | BigID Enterprise | Data protection | Finds and governs sensitive data.
blue-hexagon/blue-hexagon-for-aws | - | send | Blue Hexagon | Blue Hexagon for AWS | Threat detection | Malware in traffic and storage.
capitis/c2vs | - | send | Capitis Solutions | C2VS | Compliance | Misconfigurations of applications.
caveonix/caveonix-cloud | - | send | Caveonix | Caveonix Cloud | Compliance | Risk of hybrid clouds.
checkpoint/cloudguard-iaas | 758245563457 | send | Check Point | CloudGuard IaaS | Network security | Threat prevention in virtual networks.
checkpoint/dome9-arc | 634729597623 | send | Check Point | CloudGuard Posture Management | Compliance | Posture and compliance of clouds.
cloud-custodian/cloud-custodian | - | both | Cloud Custodian | Cloud Custodian | Compliance | Policies as code for accounts.
cloud-storage-security/antivirus-for-amazon-s3 | - | send | Cloud Storage Security | Antivirus for Amazon S3 | Malware | Malware in objects of buckets.
cloudtamerio/cloudtamerio | - | both | cloudtamer.io | cloudtamer.io | Governance | Governance of clouds.
crowdstrike/crowdstrike-falcon | 517716713836 | send | CrowdStrike | CrowdStrike Falcon | Endpoint detection and response | Protection of endpoints and workloads.
cyberark/cyberark-pta | 749430749651 | send | CyberArk | Privileged Threat Analytics | Identity and access | Attacks on privileged accounts.
disruptops-inc/disruptops | - | receive | DisruptOps | DisruptOps | Remediation | Takes findings and automates the response.
fireeye/fireeye-helix | 264756907367 | both | FireEye | FireEye Helix | SIEM | Takes findings into security operations.
forcepoint/forcepoint-casb | 365761988620 | send | Forcepoint | Forcepoint CASB | Data protection | Use of cloud applications.
forcepoint/forcepoint-cloud-security-gateway | - | send | Forcepoint | Forcepoint Cloud Security Gateway | Network security | Converged security of users and data.
forcepoint/forcepoint-dlp | 365761988620 | send | Forcepoint | Forcepoint DLP | Data protection | Loss of data by people.
forcepoint/forcepoint-ngfw | 365761988620 | send | Forcepoint | Forcepoint NGFW | Network security | Firewalls in virtual networks.
fugue/fugue | - | send | Fugue | Fugue | Compliance | Posture by policies as code.
guardicore/aws-infection-monkey | 324264561773 | send | Guardicore | Infection Monkey | Testing | Simulates attackers inside the network.
guardicore/centra | 324264561773 | send | Guardicore | Centra | Network security | Visualization and segmentation of traffic.
hackerone/vulnerability-intelligence | - | both | HackerOne | Vulnerability Intelligence | Vulnerability management | Vulnerabilities that researchers report.
ibm/qradar-siem | 949680696695 | both | IBM | QRadar | SIEM | Takes findings into investigations.
juniper-networks/vsrx-next-generation-firewall | - | send | Juniper Networks | vSRX Next Generation Firewall | Network security | Firewalls in virtual networks.
k9-security/access-analyzer | - | send | k9 Security | Access Analyzer | Identity and access | Changes of effective access in IAM.
lacework/lacework | - | send | Lacework | Lacework | Threat detection | Anomalies and posture of clouds.
logz-io/cloud-siem | - | both | Logz.io | Cloud SIEM | SIEM | Takes findings and correlates them with logs.
mcafee-skyhigh/mcafee-mvision-cloud-aws | 297986523463 | send | McAfee | MVISION Cloud | Data protection | Posture and data of clouds.
micro-focus/arcsight | - | receive | Micro Focus | ArcSight | SIEM | Takes findings into security operations.
netscout/netscout-cyber-investigator | - | send | NETSCOUT | Cyber Investigator | Network security | Threats in network traffic.
orca-security/orca-security | - | send | Orca Security | Cloud Security Platform | Vulnerability management | Risk of clouds without agents.
pagerduty/pagerduty | - | receive | PagerDuty | PagerDuty | Notification | Takes findings to the people on call.
paloaltonetworks/demisto | - | receive | Palo Alto Networks | Cortex XSOAR | SOAR | Takes findings into playbooks.
paloaltonetworks/paloalto-networks-vmseries | - | receive | Palo Alto Networks | VM-Series | Network security | Takes threat intelligence for firewalls.
paloaltonetworks/redlock | 188619942792 | send | Palo Alto Networks | Prisma Cloud Enterprise | Compliance | Posture and threats of clouds.
prowler/prowler | - | send | Prowler | Prowler | Compliance | Open source checks of accounts against benchmarks.
qualys/qualys-vm | 805950163170 | send | Qualys | Vulnerability Management | Vulnerability management | Vulnerabilities of assets.
rackspace/cloud-native-security | 530014582677 | both | Rackspace Technology | Cloud Native Security | Managed security | Managed security on native services.
rapid7/insight-connect | - | receive | Rapid7 | InsightConnect | SOAR | Takes findings into workflows.
rapid7/insightvm | 336818582268 | send | Rapid7 | InsightVM | Vulnerability management | Vulnerabilities of modern environments.
rsa/archer | - | receive | RSA | Archer | Governance | Takes findings into risk management.
secureclouddb/secureclouddb | - | send | SecureCloudDB | SecureCloudDB | Data protection | Posture of databases.
servicenow/itsm | 842447150064 | both | ServiceNow | ITSM | Ticketing | Takes findings as incidents and reports their progress.
slack/slack | 429538831549 | receive | Slack | Slack | Notification | Takes findings to channels.
snyk/snyk | - | send | Snyk | Snyk | Vulnerability management | Vulnerabilities of code, dependencies and images.
sonrai-security/sonrai-dig | - | send | Sonrai Security | Sonrai Dig | Identity and access | Risk of identities and data.
sophos/sophos-server-protection | 062897671886 | send | Sophos | Server Protection | Endpoint detection and response | Protection of servers.
splunk/phantom | - | receive | Splunk | Phantom | SOAR | Takes findings into playbooks.
splunk/splunk-enterprise | 112543817624 | receive | Splunk | Splunk Enterprise | SIEM | Takes findings into searches.
stackrox/kubernetes-security | - | send | StackRox | Kubernetes Security | Container security | Security of clusters from build to runtime.
sumologicinc/sumologic-mda | 956882708938 | both | Sumo Logic | Machine Data Analytics | SIEM | Anomalies in logs.
symantec-corp/symantec-cwp | 754237914691 | send | Symantec | Cloud Workload Protection | Endpoint detection and response | Protection of workloads.
sysdig/sysdig-cloud-connector | - | send | Sysdig | Sysdig Cloud Connector | Threat detection | Threats in CloudTrail events, by Falco rules.
sysdig/sysdig-secure-for-cloud | - | send | Sysdig | Sysdig Secure for cloud | Container security | Posture, scanning and threats of clouds and containers.
tenable/tenable-io | 422820575223 | send | Tenable | Tenable.io | Vulnerability management | Vulnerabilities of assets.
threatmodeler-software/threatmodeler | - | receive | ThreatModeler | ThreatModeler | Governance | Takes findings into threat models.
turbot/turbot | 453761072151 | send | Turbot | Turbot | Compliance | Guardrails for clouds.
twistlock/twistlock-enterprise | 496947949261 | send | Palo Alto Networks | Prisma Cloud Compute | Container security | Security of hosts, containers and functions.
vectra-ai/cognito-detect | 978576646331 | send | Vectra AI | Cognito Detect | Threat detection | Attackers in network traffic.
wiz-security/wiz-security | - | send | Wiz | Wiz Security | Vulnerability management | Risk of clouds in a graph.
`;

const DIRECTIONS = ['send', 'receive', 'both'] as const;

const productOfRow = (row: string): Product => {
  const [
    path = '',
    account = '',
    way = '',
    company = '',
    name = '',
    category = '',
    description = '',
  ] = row.split(' | ');
  const direction = DIRECTIONS.find((known) => known === way);
  if (direction === undefined) throw new Error(`${path} has no direction`);
  return {
    path,
    account: account === '-' ? '' : account,
    company,
    name,
    category,
    description,
    direction,
  };
};

export const PRODUCTS: readonly Product[] = ROWS.trim().split('\n').map(productOfRow);

const BY_PATH: ReadonlyMap<string, Product> = new Map(
  PRODUCTS.map((product) => [product.path, product]),
);

export const productArn = ({ account, path }: Product, region: string): string =>
  `arn:aws:securityhub:${region}:${account}:product/${path}`;

const ARN = /^arn:aws[a-z-]*:securityhub:[a-z0-9-]+:\d{0,12}:product\/([^/]{1,128}\/[^/]{1,128})$/;

export const productOf = (arn: string): Product | undefined => {
  const [, path = ''] = ARN.exec(arn) ?? [];
  return BY_PATH.get(path);
};

/** Integrations of AWS services are enabled with the hub. */
export const isEnabledByDefault = ({ company, direction }: Product): boolean =>
  company === 'AWS' && direction === 'send';
