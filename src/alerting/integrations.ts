import type { Target } from '../settingsAlerting.js';
import type { Integration, IntegrationList, ReceiverNode } from './model.js';

/** A receiver that is told in all these ways. Texts come from `alertmanager/templates`. */
export function receiverNode(name: string, targets: readonly Target[], publicUrl: string | undefined): ReceiverNode {
  const lists: Partial<Record<IntegrationList, Integration[]>> = {};
  for (const target of targets) {
    const [list, integration] = integrationOf(target, publicUrl);
    lists[list] = [...(lists[list] ?? []), integration];
  }
  return { name, ...lists };
}

function integrationOf(target: Target, publicUrl: string | undefined): [IntegrationList, Integration] {
  switch (target.kind) {
    case 'pagerduty':
      return ['pagerduty_configs', pagerduty(target, publicUrl)];
    case 'slack':
      return ['slack_configs', slack(target, publicUrl)];
    case 'webhook':
      return ['webhook_configs', webhook(target.url, target.bearerTokenFile)];
    case 'email':
      return ['email_configs', email(target)];
  }
}

/** A POST of Alertmanager's own JSON. */
export function webhook(url: string, tokenFile?: string): Integration {
  const authorization = { authorization: { type: 'Bearer', credentials_file: tokenFile } };
  return { url, send_resolved: true, ...(tokenFile === undefined ? {} : { http_config: authorization }) };
}

type Of<Kind extends Target['kind']> = Extract<Target, { readonly kind: Kind }>;

function pagerduty({ routingKeyFile, url }: Of<'pagerduty'>, publicUrl: string | undefined): Integration {
  return {
    routing_key_file: routingKeyFile,
    ...(url === undefined ? {} : { url }),
    send_resolved: true,
    severity: use('pager.severity'),
    description: use('pager.description'),
    class: use('pager.class'),
    component: use('pager.component'),
    group: use('pager.group'),
    client: 'fleetwatch',
    client_url: publicUrl ?? use('dashboard'),
    // The first four take the place of Alertmanager's own, which hold every label at any length.
    details: {
      firing: use('pager.firing'),
      resolved: use('pager.resolved'),
      num_firing: '{{ .Alerts.Firing | len }}',
      num_resolved: '{{ .Alerts.Resolved | len }}',
      acknowledge: use('acknowledge'),
    },
    links: [
      { href: use('runbook'), text: 'Runbook' },
      { href: use('dashboard'), text: 'Dashboard' },
      { href: use('silence'), text: 'Silence' },
    ],
  };
}

function slack({ apiUrlFile, channel }: Of<'slack'>, publicUrl: string | undefined): Integration {
  return {
    api_url_file: apiUrlFile,
    channel,
    send_resolved: true,
    color: use('chat.colour'),
    title: use('chat.title'),
    title_link: publicUrl ?? use('dashboard'),
    fallback: use('chat.title'),
    text: use('chat.text'),
    // Alertmanager's own footer and pretext are empty.
    mrkdwn_in: ['text'],
  };
}

function email({ smarthost, from, to, username, passwordFile, requireTls }: Of<'email'>): Integration {
  return {
    to: to.join(', '),
    from,
    smarthost,
    ...(username === undefined ? {} : { auth_username: username }),
    ...(passwordFile === undefined ? {} : { auth_password_file: passwordFile }),
    require_tls: requireTls,
    send_resolved: true,
    headers: { Subject: use('mail.subject') },
    html: use('mail.html'),
    text: use('mail.text'),
  };
}

function use(template: string): string {
  return `{{ template "fleetwatch.${template}" . }}`;
}
