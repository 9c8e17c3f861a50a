// Private endpoints of storage and vault, with their DNS names in the network.
param location string
param tags object
param networkId string
param subnetId string
param dataStorageId string
param hostStorageId string
param vaultId string

var suffix = environment().suffixes.storage
var targets = [
  { name: 'data-table', serviceId: dataStorageId, group: 'table', zone: 0 }
  { name: 'data-queue', serviceId: dataStorageId, group: 'queue', zone: 1 }
  { name: 'host-blob', serviceId: hostStorageId, group: 'blob', zone: 2 }
  { name: 'host-queue', serviceId: hostStorageId, group: 'queue', zone: 1 }
  { name: 'host-table', serviceId: hostStorageId, group: 'table', zone: 0 }
  { name: 'vault', serviceId: vaultId, group: 'vault', zone: 3 }
]
var zoneNames = [
  'privatelink.table.${suffix}'
  'privatelink.queue.${suffix}'
  'privatelink.blob.${suffix}'
  'privatelink.vaultcore.azure.net'
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for each in zoneNames: {
    name: each
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (each, i) in zoneNames: {
    parent: zones[i]
    name: 'platform'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId }
    }
  }
]

module endpoints 'endpoint.bicep' = [
  for each in targets: {
    params: {
      name: 'pe-${each.name}'
      location: location
      tags: tags
      subnetId: subnetId
      serviceId: each.serviceId
      part: each.group
      zoneId: zones[each.zone].id
    }
  }
]
