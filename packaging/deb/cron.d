# invitectl by cron, for systems without systemd timers. Nothing runs until a line is uncommented;
# do that only after /etc/invitectl/environment is filled in and `invitectl doctor` is content.
SHELL=/bin/sh
PATH=/usr/bin:/bin
#*/5 * * * * root invitectl sync-counts -q --if-locked skip --env-file /etc/invitectl/environment
#20 3 * * * root invitectl cleanup-queue -q --yes --if-locked skip --env-file /etc/invitectl/environment
#* * * * * root invitectl metrics-dump -q --textfile /var/lib/prometheus/node-exporter/invitectl.prom --env-file /etc/invitectl/environment
