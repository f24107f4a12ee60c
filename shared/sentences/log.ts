/** @file What the log says. */
export const logSentences = {
  'log-job-began': 'Began.',
  'log-job-done': 'Done.',
  'log-job-failed': 'Failed.',
  'log-job-stopped': 'Stopped.',
  'log-unreadable': 'The log in the library cannot be read.',
  'log-reports-left': 'Twinsort could not clear unsent reports of ONNX Runtime and left them as they were.',
  'log-reports-unseen': 'Twinsort could not check for unsent reports of ONNX Runtime.',
  'log-job-not-stored': 'How far a job has come was not stored in the library.',
  'log-no-backup': 'The daily backup was not made.',
  'log-recent-not-stored': 'The list of recent libraries was not written.',
  'log-no-names': 'No names can be proposed.',
  'log-backend-failed': '{backend} failed while it computed.',
  'log-level-unknown': 'TWINSORT_LOG is "{value}", which is none of these: {levels}. It counts as {used}.',
} as const
