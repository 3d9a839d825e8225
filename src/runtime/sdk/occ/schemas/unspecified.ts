// Generated from data/occ-operations.tsv by `npm run generate`. Do not edit by hand.
/* eslint-disable @typescript-eslint/no-empty-object-type -- users give them members by declaration merging */
import type { UnspecifiedSchema } from './common'

/** SAP's schema `BasicnotificationPreferenceList`. */
export interface BasicnotificationPreferenceList extends UnspecifiedSchema {}

/** SAP's schema `CCPConfiguration`. */
export interface CCPConfiguration extends UnspecifiedSchema {}

/** SAP's schema `CCPConfigurationOverview`. */
export interface CCPConfigurationOverview extends UnspecifiedSchema {}

/** SAP's schema `CCPConfigurationPricing`. */
export interface CCPConfigurationPricing extends UnspecifiedSchema {}

/** SAP's schema `CCPConfigurationVariant`. */
export interface CCPConfigurationVariant extends UnspecifiedSchema {}

/** SAP's schema `CCPOrderEntry`. */
export interface CCPOrderEntry extends UnspecifiedSchema {}

/** SAP's schema `CPQConfigurationEngineAccess`. */
export interface CPQConfigurationEngineAccess extends UnspecifiedSchema {}

/** SAP's schema `CPQOrderEntry`. */
export interface CPQOrderEntry extends UnspecifiedSchema {}

/** SAP's schema `EntitlementInstance`. */
export interface EntitlementInstance extends UnspecifiedSchema {}

/** SAP's schema `EntitlementInstanceList`. */
export interface EntitlementInstanceList extends UnspecifiedSchema {}

/** SAP's schema `OrderForm`. */
export interface OrderForm extends UnspecifiedSchema {}

/** SAP's schema `OrderFormList`. */
export interface OrderFormList extends UnspecifiedSchema {}

/** SAP's schema `OrgDocumentList`. */
export interface OrgDocumentList extends UnspecifiedSchema {}

/** SAP's schema `PunchOutSessionInfo`. */
export interface PunchOutSessionInfo extends UnspecifiedSchema {}

/** SAP's schema `RequisitionFormData`. */
export interface RequisitionFormData extends UnspecifiedSchema {}

/** SAP's schema `SAPAvailability`. */
export interface SAPAvailability extends UnspecifiedSchema {}

/** SAP's schema `SAPCPQConfiguration`. */
export interface SAPCPQConfiguration extends UnspecifiedSchema {}

/** SAP's schema `SAPCPQConfigurationChangeAttributeValue`. */
export interface SAPCPQConfigurationChangeAttributeValue extends UnspecifiedSchema {}

/** SAP's schema `SAPCPQConfigurationChangeAttributeValueQuantity`. */
export interface SAPCPQConfigurationChangeAttributeValueQuantity extends UnspecifiedSchema {}

/** SAP's schema `SAPInvoiceList`. */
export interface SAPInvoiceList extends UnspecifiedSchema {}

/** SAP's schema `SAPOrderAttachmentList`. */
export interface SAPOrderAttachmentList extends UnspecifiedSchema {}

/** SAP's schema `ServiceScheduleSlot`. */
export interface ServiceScheduleSlot extends UnspecifiedSchema {}

/** SAP's schema `consignmentTracking`. */
export interface consignmentTracking extends UnspecifiedSchema {}

/** SAP's schema `conversation`. */
export interface conversation extends UnspecifiedSchema {}

/** SAP's schema `conversationList`. */
export interface conversationList extends UnspecifiedSchema {}

/** SAP's schema `conversationMessageList`. */
export interface conversationMessageList extends UnspecifiedSchema {}

/** SAP's schema `customerInterestsSearchPage`. */
export interface customerInterestsSearchPage extends UnspecifiedSchema {}

/** SAP's schema `notificationPreferenceList`. */
export interface notificationPreferenceList extends UnspecifiedSchema {}

/** SAP's schema `productInterestRelation`. */
export interface productInterestRelation extends UnspecifiedSchema {}

/** SAP's schema `siteMessageSearchResult`. */
export interface siteMessageSearchResult extends UnspecifiedSchema {}
