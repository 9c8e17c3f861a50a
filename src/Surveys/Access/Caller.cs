using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Surveys.Http;

namespace Surveys.Access;

/// <summary>Who calls: the key (or the token's subject), the role and the services it is for.</summary>
/// <param name="KeyId">Names the key in histories and logs; never the key itself.</param>
/// <param name="Role">Exactly one of the four.</param>
/// <param name="Services">For a producer or owner: their services. Empty for ministry and admin, who see all.</param>
internal sealed record Caller(string KeyId, Roles Role, ImmutableSortedSet<string> Services)
{
    /// <summary>Whether a service's own affairs are open to this caller.</summary>
    public bool MaySee(string serviceId) => Role is Roles.Ministry or Roles.Admin || Services.Contains(serviceId);

    /// <summary>The caller whom <see cref="CallerCheck"/> let in.</summary>
    public static Caller Of(HttpContext context) => (Caller)context.Items[typeof(Caller)]!;

    public void Attach(HttpContext context) => context.Items[typeof(Caller)] = this;
}
