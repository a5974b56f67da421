import type { Migration } from '@gatehouse/store';

/**
 * Columns hold what statements look for; `details` is a JSON document of what the API only gives back. Times are
 * milliseconds since 1970.
 */
export const migrations: readonly Migration[] = [
  {
    component: 'ecs',
    version: 1,
    statements: [
      `CREATE TABLE ecs_cluster (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
        status TEXT NOT NULL, details TEXT NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, name))`,
      // A revision number is never given twice, not even after its task definition is gone.
      `CREATE TABLE ecs_task_family (
        account TEXT NOT NULL, region TEXT NOT NULL, family TEXT NOT NULL, last_revision INTEGER NOT NULL,
        PRIMARY KEY (account, region, family))`,
      `CREATE TABLE ecs_task_definition (
        account TEXT NOT NULL, region TEXT NOT NULL, family TEXT NOT NULL, revision INTEGER NOT NULL,
        status TEXT NOT NULL, details TEXT NOT NULL, registered_by TEXT NOT NULL,
        registered_at BIGINT NOT NULL, deregistered_at BIGINT, delete_requested_at BIGINT,
        PRIMARY KEY (account, region, family, revision))`,
      `CREATE INDEX ecs_task_definition_status ON ecs_task_definition (account, region, status, family, revision)`,
      `CREATE TABLE ecs_service (
        account TEXT NOT NULL, region TEXT NOT NULL, cluster TEXT NOT NULL, name TEXT NOT NULL,
        status TEXT NOT NULL, launch_type TEXT, scheduling_strategy TEXT NOT NULL, namespace TEXT,
        desired_count INTEGER NOT NULL, details TEXT NOT NULL, created_by TEXT NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, cluster, name))`,
      'CREATE INDEX ecs_service_status ON ecs_service (account, region, cluster, status)',
      'CREATE INDEX ecs_service_namespace ON ecs_service (account, region, namespace, cluster, name)',
      `CREATE TABLE ecs_task_set (
        account TEXT NOT NULL, region TEXT NOT NULL, cluster TEXT NOT NULL, service TEXT NOT NULL, id TEXT NOT NULL,
        status TEXT NOT NULL, details TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, cluster, service, id))`,
      `CREATE TABLE ecs_task (
        account TEXT NOT NULL, region TEXT NOT NULL, cluster TEXT NOT NULL, id TEXT NOT NULL,
        last_status TEXT NOT NULL, desired_status TEXT NOT NULL, launch_type TEXT, family TEXT NOT NULL,
        started_by TEXT, service TEXT, container_instance TEXT, cpu INTEGER NOT NULL, memory INTEGER NOT NULL,
        details TEXT NOT NULL, times TEXT NOT NULL, version INTEGER NOT NULL, created_at BIGINT NOT NULL,
        protected_until BIGINT,
        PRIMARY KEY (account, region, cluster, id))`,
      'CREATE INDEX ecs_task_status ON ecs_task (account, region, cluster, last_status)',
      'CREATE INDEX ecs_task_service ON ecs_task (account, region, cluster, service, started_by)',
      'CREATE INDEX ecs_task_instance ON ecs_task (account, region, cluster, container_instance)',
      `CREATE TABLE ecs_container_instance (
        account TEXT NOT NULL, region TEXT NOT NULL, cluster TEXT NOT NULL, id TEXT NOT NULL,
        status TEXT NOT NULL, ec2_instance_id TEXT NOT NULL, details TEXT NOT NULL,
        version INTEGER NOT NULL, registered_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, cluster, id))`,
      `CREATE TABLE ecs_attribute (
        account TEXT NOT NULL, region TEXT NOT NULL, cluster TEXT NOT NULL, container_instance TEXT NOT NULL,
        name TEXT NOT NULL, attribute_value TEXT,
        PRIMARY KEY (account, region, cluster, container_instance, name))`,
      `CREATE TABLE ecs_capacity_provider (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
        status TEXT NOT NULL, cluster TEXT, details TEXT NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, name))`,
      `CREATE TABLE ecs_account_setting (
        account TEXT NOT NULL, region TEXT NOT NULL, principal TEXT NOT NULL, name TEXT NOT NULL,
        setting_value TEXT NOT NULL,
        PRIMARY KEY (account, region, principal, name))`,
      `CREATE TABLE ecs_client_token (
        account TEXT NOT NULL, region TEXT NOT NULL, cluster TEXT NOT NULL, token TEXT NOT NULL,
        request TEXT NOT NULL, tasks TEXT NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (account, region, cluster, token))`,
    ],
  },
];
