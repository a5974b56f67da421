import type { GenerateCredentialReportResponse } from '@aws-sdk/client-iam';
import { writes } from '@gatehouse/service-kit';
import { scheduleWork } from '@gatehouse/store';
import { isExpired, REPORT_WORK } from '../credential-report.ts';
import { credentialReports } from '../repositories/credential-reports.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html */
export const generateCredentialReport = () =>
  writes<object, GenerateCredentialReportResponse>(
    { event: { readOnly: true } },
    async (_input, call) => {
      await call.authorize('iam:GenerateCredentialReport', '*');
      const found = await credentialReports.find(call.tx, call.account);
      if (found?.pending === true) return { State: 'INPROGRESS' };
      if (found?.report !== undefined && !isExpired(found.report.generatedAt, call.now))
        return { State: 'COMPLETE' };

      await credentialReports.request(call.tx, call.account, call.now);
      const { account: key, now: dueAt } = call;
      await scheduleWork(call.tx, { kind: REPORT_WORK, key, payload: '', dueAt });
      return {
        State: 'STARTED',
        Description: 'No report exists. Starting a new report generation task',
      };
    },
  );
