// The whole platform in one resource group: storage, the serverless host and its identity, secrets, telemetry, alerts. One module per concern.
targetScope = 'subscription'

@description('Names the environment, such as surveys-dev; part of every resource\'s name.')
@minLength(3)
@maxLength(20)
param environmentName string

@description('The region where everything lies: data does not leave it (data residency).')
param location string

@description('dev: cheap and open to developers\' networks. production: zone-redundant, reachable over private endpoints only, guarded against deletion.')
@allowed(['dev', 'production'])
param stage string

@description('The address in links and signatures, such as https://surveys.gov.example.')
param publicUrl string

@description('What stands before the code in a text, such as gov.kz/s/; empty: publicUrl and /s/.')
param shortUrl string = ''

@description('The account at Twilio, AC and 32 hex digits.')
param twilioAccountSid string

@description('An API key of that account, SK and 32 hex digits; empty: the auth token is used.')
param twilioApiKeySid string = ''

@description('Twilio\'s region that holds the account\'s data, such as ie1; empty: the United States.')
param twilioRegion string = ''

@description('Where requests enter Twilio\'s network, such as dublin; empty: the nearest.')
param twilioEdge string = ''

@description('Beginnings of numbers that may be texted, comma-separated.')
param allowedPrefixes string = '+77'

@description('Versions of the platform\'s secret: the first is used for what is new, the others open what is old. Secret names are ring-VERSION.')
param keyVersions int[] = [1]

@description('Whether the vault holds the token before twilio-auth-token, taken as well while tokens are changed.')
param hasPreviousAuthToken bool = false

@description('Issuer (authority) whose JWTs are taken beside keys; empty: none are.')
param jwtIssuer string = ''

@description('The audience that such a JWT must be for.')
param jwtAudience string = ''

@description('Instances in more than one availability zone, and storage that outlives the loss of one.')
param zoneRedundant bool = stage == 'production'

@description('Storage and vault are reachable from the platform\'s own network only.')
param privateEndpoints bool = stage == 'production'

@description('Instances that wait for HTTP requests around the clock: no cold start for citizens. Zone redundancy needs two.')
@minValue(0)
param alwaysReady int = stage == 'production' ? 2 : 0

@description('The most instances: bounds what a flood can cost.')
@minValue(1)
@maxValue(1000)
param mostInstances int = stage == 'production' ? 100 : 40

@description('Where alerts go.')
param alertEmail string

@description('What a month may cost, in the subscription\'s currency; a mail at 80 % and when the forecast is over it.')
@minValue(1)
param monthlyBudget int

@description('First day of the month from which the budget counts; can\'t be changed later.')
param budgetStart string

var tags = {
  'azd-env-name': environmentName
  stage: stage
}
var suffix = take(uniqueString(subscription().subscriptionId, environmentName, location), 6)

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: {
    name: 'id-${environmentName}'
    location: location
    tags: tags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    name: environmentName
    location: location
    tags: tags
    retentionDays: stage == 'production' ? 90 : 30
    dailyCapGb: stage == 'production' ? 10 : 1
  }
}

module network 'modules/network.bicep' = if (privateEndpoints) {
  scope: group
  params: {
    name: 'vnet-${environmentName}'
    location: location
    tags: tags
  }
}

@description('The platform\'s data: tables and queues.')
module dataStorage 'modules/storage.bicep' = {
  name: 'data-storage'
  scope: group
  params: {
    name: 'stdata${suffix}${take(toLower(replace(environmentName, '-', '')), 12)}'
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
    openToInternet: !privateEndpoints
    guarded: stage == 'production'
    tables: ['ledger', 'work', 'scores', 'services', 'keys', 'links', 'contacts', 'savings']
    queues: ['send', 'fold', 'send-poison', 'fold-poison']
  }
}

@description('The Functions runtime\'s own: its package, locks of timers.')
module hostStorage 'modules/storage.bicep' = {
  name: 'host-storage'
  scope: group
  params: {
    name: 'sthost${suffix}${take(toLower(replace(environmentName, '-', '')), 12)}'
    location: location
    tags: tags
    zoneRedundant: zoneRedundant
    openToInternet: !privateEndpoints
    containers: ['app-package']
  }
}

module vault 'modules/vault.bicep' = {
  scope: group
  params: {
    name: 'kv-${suffix}-${take(environmentName, 12)}'
    location: location
    tags: tags
    openToInternet: !privateEndpoints
    workspaceId: monitoring.outputs.workspaceId
  }
}

module endpoints 'modules/endpoints.bicep' = if (privateEndpoints) {
  scope: group
  params: {
    location: location
    tags: tags
    networkId: network!.outputs.networkId
    subnetId: network!.outputs.endpointSubnetId
    dataStorageId: dataStorage.outputs.id
    hostStorageId: hostStorage.outputs.id
    vaultId: vault.outputs.id
  }
}

module access 'modules/access.bicep' = {
  scope: group
  params: {
    principalId: identity.outputs.principalId
    dataStorageName: dataStorage.outputs.name
    hostStorageName: hostStorage.outputs.name
    vaultName: vault.outputs.name
    applicationInsightsName: monitoring.outputs.applicationInsightsName
  }
}

module app 'modules/app.bicep' = {
  scope: group
  // Roles, and the way to the private endpoints, before the first start.
  dependsOn: [access, endpoints]
  params: {
    name: 'func-${environmentName}-${suffix}'
    planName: 'plan-${environmentName}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    dataTableUri: dataStorage.outputs.tableUri
    dataQueueUri: dataStorage.outputs.queueUri
    hostBlobUri: hostStorage.outputs.blobUri
    hostQueueUri: hostStorage.outputs.queueUri
    hostTableUri: hostStorage.outputs.tableUri
    packageContainer: 'app-package'
    vaultUri: vault.outputs.uri
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    subnetId: network.?outputs.?appSubnetId ?? ''
    zoneRedundant: zoneRedundant
    alwaysReady: alwaysReady
    mostInstances: mostInstances
    publicUrl: publicUrl
    shortUrl: shortUrl
    twilioAccountSid: twilioAccountSid
    twilioApiKeySid: twilioApiKeySid
    twilioRegion: twilioRegion
    twilioEdge: twilioEdge
    allowedPrefixes: allowedPrefixes
    keyVersions: keyVersions
    hasPreviousAuthToken: hasPreviousAuthToken
    jwtIssuer: jwtIssuer
    jwtAudience: jwtAudience
  }
}

module alerts 'modules/alerts.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    email: alertEmail
    applicationInsightsId: monitoring.outputs.applicationInsightsId
    appId: app.outputs.id
    monthlyBudget: monthlyBudget
    budgetStart: budgetStart
  }
}

output AZURE_LOCATION string = location
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_KEY_VAULT_NAME string = vault.outputs.name
output SURVEYS_APP_NAME string = app.outputs.name
output SURVEYS_HOST_NAME string = app.outputs.hostName
output SURVEYS_DATA_ACCOUNT string = dataStorage.outputs.name
