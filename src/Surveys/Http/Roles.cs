namespace Surveys.Http;

/// <summary>The roles that may call an endpoint. No role includes another: an admin is not a superset.</summary>
[Flags]
public enum Roles
{
    /// <summary>No role. Every endpoint names at least one.</summary>
    None = 0,

    /// <summary>A government service that reports its interactions.</summary>
    Producer = 1,

    /// <summary>The owner of one or more services.</summary>
    Owner = 2,

    /// <summary>The ministry. Reads the figures of all services.</summary>
    Ministry = 4,

    /// <summary>The operator of the platform.</summary>
    Admin = 8,

    /// <summary>Everybody, without a key: citizens, carriers (which sign their requests), probes.</summary>
    Anyone = 16,
}
