using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Azure;
using Azure.Data.Tables;
using Surveys.Countries;
using Surveys.Storage;

namespace Surveys.ServiceRegister;

/// <summary>A service and the ETag of its row.</summary>
internal sealed record StoredService(Service Service, ETag ETag);

/// <summary>
/// The table <c>services</c>: one partition, one row for each service, its settings as one JSON property. Every request
/// reads it, so rows are cached for <see cref="CacheLifetime"/>. A change takes that long to reach other hosts.
/// </summary>
internal sealed class ServicesTable(SurveyStorage storage, CountryCatalog countries, TimeProvider time) : IDisposable
{
    /// <summary>How long a host uses a service without reading it again.</summary>
    public static readonly TimeSpan CacheLifetime = TimeSpan.FromSeconds(15);

    private const string Partition = "service";
    private const int MaxCachedServices = 10_000;

    private readonly ReadCache<StoredService> _cache = new(MaxCachedServices, CacheLifetime, time);

    /// <summary>Finds a service, possibly in the cache; null if it does not exist.</summary>
    public async ValueTask<Service?> FindAsync(string serviceId, CancellationToken cancellationToken)
    {
        // A service that did not exist a moment ago is read again: it must be found as soon as it is registered.
        if (_cache.TryGet(serviceId, out var known) && known is not null)
        {
            return known.Service;
        }

        return (await ReadAsync(serviceId, cancellationToken))?.Service;
    }

    /// <summary>Reads a service from storage; null if it does not exist.</summary>
    public async Task<StoredService?> ReadAsync(string serviceId, CancellationToken cancellationToken)
    {
        var entity = await storage.Services.GetEntityIfExistsAsync<TableEntity>(
            Partition,
            serviceId,
            cancellationToken: cancellationToken
        );
        var stored = entity.HasValue ? Read(entity.Value!) : null;
        _cache.Set(serviceId, stored);
        return stored;
    }

    /// <summary>All services in the order of their ids.</summary>
    public async Task<IReadOnlyList<StoredService>> ListAsync(CancellationToken cancellationToken)
    {
        var services = new List<StoredService>();
        await foreach (
            var entity in storage.Services.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {Partition}"),
                cancellationToken: cancellationToken
            )
        )
        {
            services.Add(Read(entity));
        }

        return services;
    }

    /// <summary>Writes a service.</summary>
    /// <param name="service">The service.</param>
    /// <param name="seen">The ETag of the state that it replaces; null: it is new.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    /// <exception cref="RequestFailedException">409 or 412: it was changed at the same time.</exception>
    public async Task<StoredService> WriteAsync(Service service, ETag? seen, CancellationToken cancellationToken)
    {
        var entity = new TableEntity(Partition, service.ServiceId)
        {
            ["Settings"] = JsonSerializer.Serialize(service, ServiceJson.Default.Service),
            ["Targets"] = JsonSerializer.Serialize(service.Targets, ServiceJson.Default.ImmutableArrayTargetChange),
            ["ShownBallots"] = service.ShownBallots is { } decision
                ? JsonSerializer.Serialize(decision, ShownBallotsJson.Default.ShownBallotsDecision)
                : null,
        };
        var response = seen is { } etag
            ? await storage.Services.UpdateEntityAsync(entity, etag, TableUpdateMode.Replace, cancellationToken)
            : await storage.Services.AddEntityAsync(entity, cancellationToken);
        var stored = new StoredService(WithHolidays(service), response.Headers.ETag!.Value);
        _cache.Set(service.ServiceId, stored);
        return stored;
    }

    /// <summary>Whether an interaction or a saving of the service is stored.</summary>
    public async Task<bool> HasDataAsync(string serviceId, CancellationToken cancellationToken)
    {
        var from = $"{serviceId}_";
        var until = $"{serviceId}`";
        await foreach (
            var _ in storage.Ledger.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey ge {from} and PartitionKey lt {until}"),
                maxPerPage: 1,
                select: ["PartitionKey"],
                cancellationToken: cancellationToken
            )
        )
        {
            return true;
        }

        var (claims, claimsEnd) = ($"c_{serviceId}_", $"c_{serviceId}`");
        await foreach (
            var _ in storage.Savings.QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"RowKey ge {claims} and RowKey lt {claimsEnd}"),
                maxPerPage: 1,
                select: ["PartitionKey"],
                cancellationToken: cancellationToken
            )
        )
        {
            return true;
        }

        return false;
    }

    /// <summary>Whether two services have the same settings.</summary>
    public static bool AreSame(Service one, Service other) =>
        JsonSerializer.Serialize(one, ServiceJson.Default.Service)
        == JsonSerializer.Serialize(other, ServiceJson.Default.Service);

    public void Dispose() => _cache.Dispose();

    private Service WithHolidays(Service service) => service with { Holidays = countries.HolidaysOf(service.TimeZone) };

    private StoredService Read(TableEntity entity)
    {
        var service = JsonSerializer.Deserialize(entity.GetString("Settings"), ServiceJson.Default.Service)!;
        return new StoredService(
            WithHolidays(service) with
            {
                Targets = JsonSerializer.Deserialize(
                    entity.GetString("Targets"),
                    ServiceJson.Default.ImmutableArrayTargetChange
                ),
                ShownBallots = entity.GetString("ShownBallots") is { } decision
                    ? JsonSerializer.Deserialize(decision, ShownBallotsJson.Default.ShownBallotsDecision)
                    : null,
            },
            entity.ETag
        );
    }
}

/// <summary>The JSON of services, in storage and in the API.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(ServiceList))]
[JsonSerializable(typeof(ImmutableArray<TargetChange>))]
internal sealed partial class ServiceJson : JsonSerializerContext;

/// <summary>The services that a caller may see.</summary>
internal sealed record ServiceList(IReadOnlyList<Service> Items);
