/** @file What the log says. */
export const logSentences = {
  'log-job-began': 'Began.',
  'log-job-done': 'Done.',
  'log-job-failed': 'Failed.',
  'log-job-stopped': 'Stopped.',
  'log-reports-left': 'Reports that ONNX Runtime has not sent were left as they are.',
  'log-reports-unseen': 'Reports that ONNX Runtime has not sent were not looked for.',
  'log-job-not-stored': 'How far a job has come was not stored in the library.',
  'log-no-backup': 'The daily backup was not made.',
  'log-recent-not-stored': 'The list of recent libraries was not written.',
  'log-no-names': 'No names can be proposed.',
  'log-backend-failed': '{backend} failed while it computed.',
  'log-level-unknown': 'TWINSORT_LOG is "{value}", which is none of these: {levels}. It counts as {used}.',
} as const
