/** Why something is not done to a change; the message is for whoever asked. */
export class ChangeRefused extends Error {
  override readonly name = 'ChangeRefused';
}
