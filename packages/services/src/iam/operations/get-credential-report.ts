import type { GetCredentialReportResponse } from '@aws-sdk/client-iam';
import { reads } from '@gatehouse/service-kit';
import { isExpired } from '../credential-report.ts';
import {
  credentialReportExpired,
  credentialReportInProgress,
  noCredentialReport,
} from '../errors.ts';
import { credentialReports } from '../repositories/credential-reports.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html */
export const getCredentialReport = () =>
  reads<object, GetCredentialReportResponse>({}, async (_input, call) => {
    await call.authorize('iam:GetCredentialReport', '*');
    const found = await credentialReports.find(call.tx, call.account);
    if (found === undefined) throw noCredentialReport();
    const { pending, report } = found;
    if (pending || report === undefined) throw credentialReportInProgress();
    if (isExpired(report.generatedAt, call.now)) throw credentialReportExpired();
    return {
      Content: Buffer.from(report.content),
      ReportFormat: 'text/csv',
      GeneratedTime: report.generatedAt,
    };
  });
