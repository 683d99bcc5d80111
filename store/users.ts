/** A customer. */
export interface User {
  _id: string;
  name: string;
  email: string;
}
