using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Surveys.Audit;
using Surveys.Http;

namespace Surveys.Access;

/// <summary>The identity of a caller: the key or the subject of a JWT, the role and the services.</summary>
/// <param name="KeyId">Identifies the key in histories and logs. It is not secret.</param>
/// <param name="Role">One of the four roles that a key can have.</param>
/// <param name="Services">
/// The services of a producer or owner. Empty for ministry and admin, which have access to all services.
/// </param>
internal sealed record Caller(string KeyId, Roles Role, ImmutableSortedSet<string> Services)
{
    /// <summary>Whether the caller has access to a service.</summary>
    public bool MaySee(string serviceId) => Role is Roles.Ministry or Roles.Admin || Services.Contains(serviceId);

    /// <summary>An entry of the audit log about an action of this caller.</summary>
    public AuditEntry Entry(AuditAction action) => new(KeyId, ApiKey.NameOf(Role), action);

    /// <summary>The caller that <see cref="CallerCheck"/> identified.</summary>
    public static Caller Of(HttpContext context) => (Caller)context.Items[typeof(Caller)]!;

    /// <summary>The caller that <see cref="CallerCheck"/> identified; null if there is none.</summary>
    public static Caller? Find(HttpContext context) => context.Items[typeof(Caller)] as Caller;

    /// <summary>Makes the caller available to <see cref="Of"/>.</summary>
    public void Attach(HttpContext context) => context.Items[typeof(Caller)] = this;
}
