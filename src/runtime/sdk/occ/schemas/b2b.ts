/** Organisations that buy: units, users, budgets, permissions and approvals. */
import type { Currency, Pagination, Price, Sort } from './common'
import type { Order } from './order'
import type { Address, User } from './user'

/** A unit of an organisation. */
export interface B2BUnit {
  uid?: string
  name?: string
  active?: boolean
  parentOrgUnit?: B2BUnit
  addresses?: Address[]
  administrators?: User[]
  approvers?: User[]
  managers?: User[]
  customers?: User[]
  accountManagers?: User[]
  approvalProcess?: B2BApprovalProcess
  costCenters?: B2BCostCenter[]
}

/** A unit in the tree of units. */
export interface B2BUnitNode {
  id?: string
  name?: string
  /** Identifier of the unit above. */
  parent?: string
  active?: boolean
  children?: B2BUnitNode[]
}

/** Units without their tree. */
export interface B2BUnitNodeList {
  unitNodes?: B2BUnitNode[]
}

/** How orders of a unit are approved. */
export interface B2BApprovalProcess {
  code?: string
  name?: string
}

/** The ways orders can be approved. */
export interface B2BApprovalProcessList {
  approvalProcesses?: B2BApprovalProcess[]
}

/** What orders are charged to. */
export interface B2BCostCenter {
  code?: string
  name?: string
  originalCode?: string
  active?: boolean
  activeFlag?: boolean
  currency?: Currency
  unit?: B2BUnit
  assignedBudgets?: Budget[]
}

/** A page of cost centers. */
export interface B2BCostCenterList {
  costCenters?: B2BCostCenter[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** An amount that may be spent in a period. */
export interface Budget {
  code?: string
  name?: string
  originalCode?: string
  active?: boolean
  budget?: number
  currency?: Currency
  /** ISO 8601. */
  startDate?: string
  /** ISO 8601. */
  endDate?: string
  orgUnit?: B2BUnit
  costCenters?: B2BCostCenter[]
  selected?: boolean
}

/** A page of budgets. */
export interface BudgetList {
  budgets?: Budget[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** How a B2B order is paid: `ACCOUNT` or `CARD`. */
export interface B2BPaymentType {
  code?: 'ACCOUNT' | 'CARD' | (string & {})
  displayName?: string
}

/** The ways a B2B order can be paid. */
export interface B2BPaymentTypeList {
  paymentTypes?: B2BPaymentType[]
}

/** What assigning or removing answers: the state of the assigned item. */
export interface B2BSelectionData {
  id?: string
  normalizedCode?: string
  displayName?: string
  selected?: boolean
  active?: boolean
  roles?: string[]
}

/** A person of an organisation. */
export interface OrgUnitUser extends User {
  orgUnits?: B2BUnit[]
}

/** A page of persons of an organisation. */
export interface OrgUnitUserList {
  users?: OrgUnitUser[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** A group of an organisation's users. */
export interface OrgUnitUserGroup {
  uid?: string
  name?: string
  orgUnit?: B2BUnit
  roles?: string[]
  orgCustomers?: User[]
  orderApprovalPermissions?: OrderApprovalPermission[]
  selected?: boolean
}

/** A page of groups of an organisation's users. */
export interface OrgUnitUserGroupList {
  orgUnitUserGroups?: OrgUnitUserGroup[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** A new user of an organisation. */
export interface OrgCustomerCreation {
  email?: string
  firstName?: string
  lastName?: string
  titleCode?: string
  orgUnit?: B2BUnit
  roles?: string[]
  approvers?: User[]
  active?: boolean
}

/** Changes to a user of an organisation. */
export interface OrgCustomerModification extends OrgCustomerCreation {
  password?: string
}

/** Somebody asks to be let into a B2B shop. */
export interface OrgUserRegistrationData {
  email?: string
  firstName?: string
  lastName?: string
  name?: string
  titleCode?: string
  message?: string
}

/** What a user may order without being asked. */
export interface OrderApprovalPermission {
  code?: string
  active?: boolean
  selected?: boolean
  orderApprovalPermissionType?: OrderApprovalPermissionType
  orgUnit?: B2BUnit
  currency?: Currency
  threshold?: number
  periodRange?: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR' | (string & {})
}

/** A page of permissions. */
export interface OrderApprovalPermissionList {
  orderApprovalPermissions?: OrderApprovalPermission[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** A kind of permission, for example a threshold per order. */
export interface OrderApprovalPermissionType {
  code?: string
  name?: string
}

/** The kinds of permissions. */
export interface OrderApprovalPermissionTypeList {
  orderApprovalPermissionTypes?: OrderApprovalPermissionType[]
}

/** An order that waits for, or had, an approver's decision. */
export interface OrderApproval {
  code?: string
  approvalDecisionRequired?: boolean
  customerOrderApprovalRecords?: OrderApprovalRecord[]
  merchantOrderApprovalRecords?: OrderApprovalRecord[]
  order?: Order
}

/** A page of orders with approvals. */
export interface OrderApprovalList {
  orderApprovals?: OrderApproval[]
  pagination?: Pagination
  sorts?: Sort[]
}

/** One decision in the history of an approval. */
export interface OrderApprovalRecord {
  approver?: User
  comments?: string
  statusDisplay?: string
  permissionTypes?: OrderApprovalPermissionType[]
}

/** An approver's decision. */
export interface OrderApprovalDecision {
  decision?: 'APPROVE' | 'REJECT' | (string & {})
  comment?: string
}

/** What an organisation owes and may still spend. */
export interface AccountSummary {
  accountManagerName?: string
  accountManagerEmail?: string
  orgUnit?: B2BUnit
  billingAddress?: Address
  creditRepresentative?: string
  creditLine?: Price
  currentBalance?: Price
  openBalance?: Price
  pastDueBalance?: Price
  amountBalance?: { openBalance?: string, pastDueBalance?: string, currentBalance?: string }
}
